// How the writing of a result ends: published under its name, or abandoned without a trace.
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <utility>

#include "analysis/publish.hpp"
#include "analysis/result_file.hpp"
#include "analysis/schema.hpp"

namespace sme::analysis {

/// After a full disk HDF5 can neither close the file nor end with the program without crashing, as
/// it tries to write again (FAULTS 4.3). So what a healthy file still holds goes to anonymous
/// memory and is closed; a failed file is left to the end of the process, when HDF5 must not tidy
/// up (H5dont_atexit), and its descriptor is pointed elsewhere so that the disk space is free at
/// once.
void ResultWriter::File::abandon() noexcept {
  if (file >= 0) {
    const Quiet quiet;
    void *descriptor = nullptr;
    const int memory = memfd_create("abandoned result", MFD_CLOEXEC);
    if (memory >= 0 && H5Fget_vfd_handle(file, H5P_DEFAULT, &descriptor) >= 0)
      dup2(memory, *static_cast<int *>(descriptor));
    if (memory >= 0)
      close(memory);
    if (failed || H5Fflush(file, H5F_SCOPE_GLOBAL) < 0)
      release_datasets();
    else
      close_datasets();
    if (failed)
      file.release();
    file = Handle();
  }
  if (mark >= 0)
    close(std::exchange(mark, -1));
  if (!temporary.empty())
    unlink(temporary.c_str());
  temporary.clear();
}

void ResultWriter::File::release_datasets() noexcept {
  failed = true;
  for (auto &[path, scale] : scales)
    scale.release();
  for (auto &[name, cube] : cubes)
    cube.dataset.release();
  for (auto &[group, table] : tables) {
    table.row.release();
    for (auto &[name, column] : table.columns)
      column.dataset.release();
  }
}

void ResultWriter::File::close_datasets() noexcept {
  tables.clear();
  cubes.clear();
  scales.clear();
}

std::string ResultWriter::File::publish() {
  need_open();
  for (auto &[group, table] : tables) {
    const auto rows = table.columns.begin()->second.length;
    for (const auto &[name, column] : table.columns)
      if (column.length != rows)
        refuse("table " + group + ": column " + name + " has " + std::to_string(column.length) +
               " rows, column " + table.columns.begin()->first + " has " + std::to_string(rows));
    must(H5Dset_extent(table.row, &rows), "closing table " + group);
  }
  must(H5Fflush(file, H5F_SCOPE_GLOBAL), "writing"); // so that a full disk shows before closing
  close_datasets();
  if (H5Fclose(file) < 0)
    fail("closing", hdf5_reason());
  file.release();
  auto digest = seal(temporary, target);
  sync_to_disk(temporary, target);
  put_in_place(temporary, target, digest, existing);
  temporary.clear();
  return digest;
}

std::string ResultWriter::publish() {
  const Quiet quiet;
  return file_->publish();
}

} // namespace sme::analysis
