#!/usr/bin/Rscript
# Opens a result with R's ncdf4 and checks labels, units, missing values; for the file of
# tests/unit/test_result.cpp also values. R shows dimensions reversed:
# [quarter, replicate, scenario].
# Usage: read_ncdf4.R FILE; exit 1 with a message when something is wrong.
path <- commandArgs(trailingOnly = TRUE)[1]
fail <- function(...) {
  message("read_ncdf4.R: ", path, ": ", ...)
  quit(status = 1)
}
check <- function(good, ...) if (!isTRUE(good)) fail(...)
options(error = function() quit(status = 1))
suppressPackageStartupMessages(library(ncdf4))

file <- tryCatch(nc_open(path), error = function(e) fail("does not open"))
attribute <- function(variable, name) ncatt_get(file, variable, name)$value
check(grepl("CF-", attribute(0, "Conventions")), "no Conventions attribute")
check(as.numeric(attribute(0, "sme_schema_version")) >= 1, "no sme_schema_version attribute")
cubes <- Filter(function(one) !grepl("/", one$name) && one$ndims > 0, file$var)
check(length(cubes) > 0, "no cube in the root")
check(!any(grepl("phony_dim", names(file$dim))), "an axis has no scale (phony_dim)")
for (cube in cubes) {
  check(nchar(attribute(cube$name, "units")) > 0, cube$name, " has no units")
  for (axis in cube$dim) check(!is.null(axis$vals), cube$name, ": axis ", axis$name, " is bare")
}

if (identical(attribute(0, "title"), "SME result for tests")) {
  labels <- c("baseline", "grant_\u20ac", "\u8d37\u6b3e\u62c5\u4fdd")
  text <- function(values) { Encoding(values) <- "UTF-8"; as.vector(values) }
  scenario <- text(file$dim$scenario$vals)
  check(identical(scenario, labels), "labels are ", paste(scenario, collapse = ", "))
  check(identical(as.vector(file$dim$quarter$vals), c("2019Q1", "2019Q2", "2019Q3")), "quarters")
  check(all(file$dim$replicate$vals == 0:3), "replicates differ")
  people <- ncvar_get(file, "employment")
  check(identical(dim(people), c(3L, 4L, 3L)), "the shape is ", paste(dim(people), collapse = " "))
  check(people[2, 3, match(labels[2], scenario)] == 121.25, "a value selected by label differs")
  check(all(is.na(people[, 4, ])) && !anyNA(people[, 1:3, ]), "missing values differ")
  check(attribute("employment", "units") == "person", "unit differs")
  exits <- ncvar_get(file, "exits")
  check(exits[3, 2, 3] == 212, "exits differ")
  gone <- exits[, 4, ]
  check(all(is.na(gone) | gone == -2^63), "whole missing values read as ", gone[1])
  check(ncvar_get(file, "network/strength")[2, 2] == 2.5, "strength differs")
  revenue <- ncvar_get(file, "panel/revenue")
  check(length(revenue) == 4 && revenue[3] == 1000001 && is.na(revenue[4]), "revenue differs")
  check(attribute("panel/revenue", "units") == "CNY", "unit of revenue")
  check(all(ncvar_get(file, "panel/period") == c(0, 1, 0, 1)), "period differs or is lost")
  check(all(ncvar_get(file, "panel/size_class") == c(0, 1, 0, 1)), "size_class differs or is lost")
  check(attribute("panel/size_class", "flag_meanings") == "micro small", "flag meanings")
  check(as.numeric(attribute(0, "sme_seed")) == 2^40, "seed differs")
}
cat("read_ncdf4.R:", path, ": good (", length(cubes), "cubes )\n")
