# Opens the files for Stata with haven and the tables of plain text with base R. Usage:
# read_export.R FOLDER [EFFECT.do]; with the example for Stata, which cannot run here, that every
# variable which it names is there with the type that it needs.
arguments <- commandArgs(trailingOnly = TRUE)
folder <- arguments[1]
check <- function(good, message) if (!isTRUE(good)) stop(paste("read_export.R:", message))
stata <- haven::read_dta(file.path(folder, "panel.dta"))
plain <- read.csv(file.path(folder, "tables", "panel.csv"), check.names = FALSE)
check(identical(names(stata), names(plain)), "names")
check(nrow(stata) == nrow(plain) && nrow(stata) > 0, "rows")
check(all(as.numeric(stata$employees) == plain$employees), "employees")
check(all(vapply(stata, function(column) nzchar(attr(column, "label")), TRUE)), "labels")
check(all(as.character(haven::as_factor(stata$world_index)) == plain$world_index), "value labels")
if (length(arguments) > 1) {
  lines <- gsub("//.*|\"[^\"]*\"|`[a-z]+'", "", readLines(arguments[2]))
  lines <- lines[!grepl("^\\*", lines)]
  start <- grep("^use panel.dta", lines)
  check(length(start) == 1, "the example opens panel.dta once")
  words <- function(text) unique(unlist(regmatches(text, gregexpr("[a-z_]+", text))))
  # What Stata or the example itself brings; all other words are variables of the files.
  of_stata <- c("use", "dta", "clear", "keep", "if", "summarize", "meanonly", "local", "r", "min",
                "max", "inlist", "generate", "byte", "reshape", "wide", "i", "j", "missing", "ln",
                "regress", "ibn", "noconstant", "vce", "robust")
  own <- c("panel", "first", "last", "after", "change", "size")
  used <- setdiff(words(lines[start:length(lines)]), c(of_stata, own))
  check(all(used %in% names(stata)),
        paste("panel.dta lacks", paste(setdiff(used, names(stata)), collapse = ", ")))
  check(length(used) >= 7, "the example uses the panel")
  for (name in setdiff(used, "firm"))
    check(is.numeric(stata[[name]]), paste(name, "is a number in Stata"))
  check(all(stata$label == round(stata$label) & stata$label >= 0), "label can be a factor")
  check(!anyDuplicated(paste(stata$world_index, stata$replicate_index, stata$observed_year,
                             stata$firm)), "firm identifies a firm in a year, as reshape needs")
  table <- read.csv(file.path(folder, "tables", "comparison.csv"))
  check(all(c("outcome", "statistic", "group", "world", "year", "value") %in% names(table)),
        "columns of comparison.csv")
  check(all(c("effect", "effect_low_all", "effect_high_all") %in% table$statistic),
        "statistics of comparison.csv")
}
cat("read_export.R:", nrow(stata), "rows\n")
