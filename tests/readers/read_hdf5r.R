#!/usr/bin/Rscript
# Opens a result with R's hdf5r and checks labels, units, missing values; for the file of
# tests/unit/test_result.cpp also values. R shows dimensions reversed:
# [quarter, replicate, scenario].
# Usage: read_hdf5r.R FILE; exit 1 with a message when something is wrong.
path <- commandArgs(trailingOnly = TRUE)[1]
fail <- function(...) {
  message("read_hdf5r.R: ", path, ": ", ...)
  quit(status = 1)
}
check <- function(good, ...) if (!isTRUE(good)) fail(...)
options(error = function() quit(status = 1))
suppressPackageStartupMessages(library(hdf5r))

file <- tryCatch(H5File$new(path, mode = "r"), error = function(e) fail("does not open"))
attribute <- function(object, name) {
  check(object$attr_exists(name), "no attribute ", name)
  h5attr(object, name)
}
check(grepl("CF-", attribute(file, "Conventions")), "no Conventions attribute")
check(as.numeric(attribute(file, "sme_schema_version")) >= 1, "no sme_schema_version")
count <- 0
for (name in names(file)) {
  object <- file[[name]]
  if (!inherits(object, "H5D") || object$attr_exists("CLASS")) next
  check(nchar(attribute(object, "units")) > 0, name, " has no units")
  count <- count + 1
}
check(count > 0, "no cube in the root")

if (file$attr_exists("title") && attribute(file, "title") == "SME result for tests") {
  scenario <- file[["scenario"]][]
  labels <- c("baseline", "grant_\u20ac", "\u8d37\u6b3e\u62c5\u4fdd")
  check(identical(enc2utf8(scenario), labels), "labels are ", paste(scenario, collapse = ", "))
  check(identical(file[["quarter"]][], c("2019Q1", "2019Q2", "2019Q3")), "quarters differ")
  people <- file[["employment"]][, , ]
  check(identical(dim(people), c(3L, 4L, 3L)), "the shape is ", paste(dim(people), collapse = " "))
  check(people[2, 3, match(labels[2], scenario)] == 121.25, "a value selected by label differs")
  check(all(is.na(people[, 4, ])) && !anyNA(people[, 1:3, ]), "missing values differ")
  check(attribute(file[["employment"]], "units") == "person", "unit differs")
  exits <- file[["exits"]]
  check(exits[3, 2, 3] == 212, "exits differ")
  check(is.na(exits[1, 4, 1]) || exits[1, 4, 1] == -2^63, "whole missing value differs")
  check(file[["network/strength"]][2, 2] == 2.5, "strength differs")
  revenue <- file[["panel/revenue"]][]
  check(length(revenue) == 4 && revenue[3] == 1000001 && is.na(revenue[4]), "revenue differs")
  check(attribute(file[["panel/revenue"]], "units") == "CNY", "unit of revenue")
  check(all(file[["panel/period"]][] == c(0, 1, 0, 1)), "period differs")
  check(attribute(file[["panel/size_class"]], "flag_meanings") == "micro small", "flag meanings")
  check(all(attribute(file[["panel/size_class"]], "flag_values") == 0:1), "flag values")
  given <- enc2utf8(file[["provenance/scenario_as_given"]]$read())
  check(given == "# \u60c5\u666f\nbase = \"baseline.toml\"\n", "text reads as ", given)
}
cat("read_hdf5r.R:", path, ": good (", count, "cubes )\n")
