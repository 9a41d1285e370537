# Opens the files for Stata with haven and the tables of plain text with base R. Usage:
# read_export.R FOLDER
folder <- commandArgs(trailingOnly = TRUE)[1]
check <- function(good, message) if (!isTRUE(good)) stop(paste("read_export.R:", message))
stata <- haven::read_dta(file.path(folder, "panel.dta"))
plain <- read.csv(file.path(folder, "tables", "panel.csv"), check.names = FALSE)
check(identical(names(stata), names(plain)), "names")
check(nrow(stata) == nrow(plain) && nrow(stata) > 0, "rows")
check(all(as.numeric(stata$employees) == plain$employees), "employees")
check(all(vapply(stata, function(column) nzchar(attr(column, "label")), TRUE)), "labels")
check(all(as.character(haven::as_factor(stata$world_index)) == plain$world_index), "value labels")
cat("read_export.R:", nrow(stata), "rows\n")
