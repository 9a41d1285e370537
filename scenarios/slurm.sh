#!/usr/bin/env bash
# A comparison as a job of Slurm: replicates spread over the tasks of the job, and over several jobs
# when one is not long enough. Takes what `sme compare` takes:
#
#   sbatch --ntasks=8 scenarios/slurm.sh scenarios/baseline.toml scenarios/POLICY.toml -o effect.h5
#   sbatch --ntasks=8 --array=1-5%1 --time=04:00:00 scenarios/slurm.sh ... # up to five, one by one
#
# Two minutes before the time is over the program stops cleanly; the next job of the array, or the
# same command again, goes on with what is missing (`sme resume`), and the bytes are those of one
# undisturbed run. Tasks on several nodes need the folder of the result in common. More than one task
# needs a program built with -DSME_MPI=ON. SME names the program if it is not build/release/sme.
#SBATCH --job-name=sme-compare
#SBATCH --ntasks=2
#SBATCH --cpus-per-task=1
#SBATCH --time=01:00:00
#SBATCH --signal=B:USR1@120
set -uo pipefail
sme=${SME:-build/release/sme}

output=""
for ((i = 1; i < $#; ++i)); do # the name after -o
  case "${!i}" in -o | --output) next=$((i + 1)) output=${!next} ;; esac
done
if [ -z "$output" ]; then
  echo "slurm.sh: say with -o where the result goes" >&2
  exit 2
fi
if [ -e "$output.jobs/order.json" ]; then
  what=(resume "$output")
elif [ -e "$output" ]; then
  echo "$output is complete"
  exit 0
else
  what=(compare "$@")
fi
launch=()
if [ "${SLURM_NTASKS:-1}" -gt 1 ]; then # after a stop processes have time to end their quarter
  launch=(mpirun --mca odls_base_sigkill_timeout 60 -n "$SLURM_NTASKS")
fi
"${launch[@]}" "$sme" "${what[@]}" --threads "${SLURM_CPUS_PER_TASK:-1}" &
work=$!
trap 'kill -USR1 "$work" 2>/dev/null' USR1 TERM INT # mpirun passes it on to all processes
wait "$work"
code=$?
while kill -0 "$work" 2>/dev/null; do # a signal ended the waiting, not the work
  wait "$work"
  code=$?
done
exit "$code" # 7: stopped, to be gone on with
