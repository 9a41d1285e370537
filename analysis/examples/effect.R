# The report's chart of a policy's effect over time, and a regression on its panel.
# Usage: Rscript effect.R RESULT.h5 FIGURE.pdf [OUTCOME]      (Debian: r-cran-hdf5r)
# RESULT comes from `sme compare`. R shows dimensions reversed: (year, outcome, world).
suppressPackageStartupMessages(library(hdf5r)) # ncdf4 would round firm, of 64 bits

arguments <- commandArgs(trailingOnly = TRUE)
if (length(arguments) < 2) stop("usage: Rscript effect.R RESULT.h5 FIGURE.pdf [OUTCOME]")
shown <- if (length(arguments) > 2) arguments[3] else "little_giants"
file <- H5File$new(arguments[1], mode = "r")
world <- file[["world"]][]
outcome <- file[["outcome"]][]
year <- as.integer(file[["year"]][])

# Paired difference to the baseline with simultaneous intervals: read, not computed.
stated <- function(name) {
  file[[paste0("comparison/", name)]]$read(drop = FALSE)[, match(shown, outcome), ]
}
mean <- stated("effect_mean"); low <- stated("effect_low_all"); high <- stated("effect_high_all")
pdf(arguments[2], width = 8, height = 4.5)
matplot(year, mean[, -1], type = "b", pch = 16, lty = 1, xlab = "year",
        ylab = "difference to the baseline", main = shown,
        ylim = range(low[, -1], high[, -1], finite = TRUE))
for (w in seq_along(world)[-1]) {
  segments(year, low[, w], year, high[, w], col = w - 1)
}
abline(h = 0)
legend("topleft", world[-1], col = seq_along(world[-1]), lty = 1, bty = "n")
invisible(dev.off())

# Change of log employment on treatment, log employment before and label before, in one world.
column <- function(name) file[[paste0("panel/", name)]][]
names <- c("world_index", "replicate_index", "observed_year", "employees", "label", "treated")
panel <- data.frame(sapply(names, function(name) as.numeric(column(name))),
                    firm = as.character(column("firm")))
panel <- panel[panel$world_index == 1 & panel$replicate_index == 0, ]
firms <- merge(panel[panel$observed_year == min(year), ], panel[panel$observed_year == max(year), ],
               by = "firm", suffixes = c("", "_after"))
firms <- firms[firms$employees > 0 & firms$employees_after > 0, ]
labels <- sort(unique(firms$label)) # a dummy for each is the intercept
x <- cbind(firms$treated_after, log(firms$employees), outer(firms$label, labels, "==") + 0)
fit <- lm.fit(x, log(firms$employees_after) - log(firms$employees))
bread <- solve(crossprod(x))
meat <- crossprod(x * fit$residuals)
error <- sqrt(diag(bread %*% meat %*% bread) * nrow(x) / (nrow(x) - ncol(x)))
cat(sprintf("%s: treated %.10f (%.10f), %d firms\n", world[2], fit$coefficients[[1]], error[[1]],
            nrow(x)))
