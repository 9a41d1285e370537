#!/usr/bin/env bash
# The example of scenarios/slurm.sh on a Slurm of one node that this script starts and ends: the
# bytes are those of a plain run, also when a job is stopped and the next one goes on.
# usage: tests/end_to_end/slurm.sh [PATH_TO_SME]; says so and ends well where Slurm is not installed
set -uo pipefail
here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd)
sme=$(realpath -- "${1:-${SME:?give the path of the program}}")
for command in slurmctld slurmd munged sbatch; do
  if ! command -v "$command" >/dev/null; then
    echo "left out: Slurm is not installed (apt-get install slurm-wlm munge)"
    exit 0
  fi
done
if [ "$(id -u)" -ne 0 ]; then
  echo "left out: only root can start a Slurm"
  exit 0
fi
# shellcheck source=tests/end_to_end/checks.bash
source "$here/tests/end_to_end/checks.bash"
export SME=$sme OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
tasks=1
if ldd "$sme" | grep libmpi >/dev/null && command -v mpirun >/dev/null; then tasks=2; fi

# ---- A Slurm of its own -----------------------------------------------------------------------
mkdir state spool
chmod 711 "$folder" # munged looks at who may write where its socket is
head -c 1024 /dev/urandom >key && chmod 400 key
port=$((20000 + RANDOM % 20000))
cat >slurm.conf <<END
ClusterName=here
SlurmctldHost=$(hostname -s)(127.0.0.1)
SlurmUser=root
SlurmctldPort=$port
SlurmdPort=$((port + 1))
AuthType=auth/munge
AuthInfo=socket=$folder/munge.socket
CredType=cred/munge
StateSaveLocation=$folder/state
SlurmdSpoolDir=$folder/spool
SlurmctldPidFile=$folder/slurmctld.pid
SlurmdPidFile=$folder/slurmd.pid
SlurmctldLogFile=$folder/slurmctld.log
SlurmdLogFile=$folder/slurmd.log
ProctrackType=proctrack/pgid
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SlurmdParameters=config_overrides
MpiDefault=none
ReturnToService=2
SchedulerParameters=sched_interval=1,batch_sched_delay=0
NodeName=$(hostname -s) NodeAddr=127.0.0.1 CPUs=2 State=UNKNOWN
PartitionName=all Nodes=ALL Default=YES MaxTime=INFINITE State=UP
END
export SLURM_CONF=$folder/slurm.conf
ended() { # the three of this script, by their own process ids
  [ -z "${node:-}" ] || kill "$node" 2>/dev/null
  [ -z "${controller:-}" ] || kill "$controller" 2>/dev/null
  [ -z "${munge:-}" ] || kill "$munge" 2>/dev/null
  wait
  rm -rf -- "$folder"
}
trap ended EXIT
munged --foreground --force --socket="$folder/munge.socket" --key-file="$folder/key" \
  --pid-file="$folder/munged.pid" --seed-file="$folder/seed" --log-file="$folder/munged.log" 2>munged.err &
munge=$!
for _ in $(seq 100); do
  [ -S munge.socket ] && break
  sleep 0.1
done
slurmctld -D -c >/dev/null 2>&1 &
controller=$!
slurmd -D -N "$(hostname -s)" >/dev/null 2>&1 &
node=$!
up() {
  for _ in $(seq 300); do
    [ "$(sinfo -h -o %t 2>/dev/null)" = idle ] && return 0
    sleep 0.1
  done
  tail -n 5 munged.err slurmctld.log slurmd.log
  false
}
check "a Slurm of one node" up
[ "$failed" -eq 0 ] || exit 1

# ---- The example ------------------------------------------------------------------------------
award innovative
order=(scenarios/baseline.toml scenarios/award.toml --set run.spin_up=2017Q1 --set run.until=2021Q4)
small=("${order[@]}" --scale 0.0005 --replicates 5)
long=("${order[@]}" --scale 0.002 --replicates 24)
job=(sbatch --parsable "--ntasks=$tasks" --output=%j.log)
result() { # result JOB: waits for it and gives its exit code
  local state
  for _ in $(seq 1200); do
    state=$(scontrol -o show job "$1" 2>/dev/null)
    case "$state" in *JobState=PENDING* | *JobState=RUNNING* | *JobState=COMPLETING* | "") sleep 0.1 ;; *) break ;; esac
  done
  sed -E 's/.* ExitCode=([0-9]+):.*/\1/' <<<"$state"
}
check "the run to compare with" code 0 "$sme" compare "${small[@]}" -o plain.h5 --threads 1
id=$("${job[@]}" scenarios/slurm.sh "${small[@]}" -o job.h5)
check "a job of $tasks tasks" [ "$(result "$id")" = 0 ] || cat "$id.log"
check "  the same bytes" same plain.h5 job.h5
check "  no jobs left" [ ! -e job.h5.jobs ]
id=$("${job[@]}" scenarios/slurm.sh "${small[@]}" -o job.h5)
check "a complete result is left alone" [ "$(result "$id")" = 0 ]
check "  and it is said" grep -q "job.h5 is complete" "$id.log"

check "a longer run to compare with" code 0 "$sme" compare "${long[@]}" -o whole.h5 --threads 2
id=$("${job[@]}" scenarios/slurm.sh "${long[@]}" -o parts.h5)
for _ in $(seq 300); do
  compgen -G "parts.h5.jobs/*.job" >/dev/null && break
  sleep 0.1
done
scancel --batch --signal=USR1 "$id" # what Slurm does before the time is over
check "a job whose time is nearly over stops on request" [ "$(result "$id")" = 7 ] || cat "$id.log"
check "  says how to go on" grep -q "sme resume parts.h5" "$id.log"
check "  keeps its jobs and no result" eval '[ -e parts.h5.jobs/order.json ] && [ ! -e parts.h5 ]'
id=$("${job[@]}" --array=1-2%1 scenarios/slurm.sh "${long[@]}" -o parts.h5)
check "an array goes on with it" [ "$(result "${id}_1")" = 0 ]
check "  the same bytes" same whole.h5 parts.h5
check "  and its second job finds it complete" [ "$(result "${id}_2")" = 0 ]
[ "$failed" -eq 0 ] && echo "all well" || exit 1
