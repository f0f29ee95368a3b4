# The main figure of an experiment in R, from its results folder alone, and its numbers reckoned once more.
#
#   uv run collectief report results/FOLDER --csv en     # once: runs and collectives as CSV (not needed with the package arrow)
#   Rscript docs/examples/main-figure.R results/FOLDER [main-figure.pdf]
#
# Base R draws. The second reckoning of survival needs the package survival, which comes with most installations of R
# (Debian: r-cran-survival).

args <- commandArgs(trailingOnly = TRUE)
if (length(args) < 1) stop("give the results folder of an experiment")
folder <- args[1]
picture <- if (length(args) > 1) args[2] else "main-figure.pdf"

table_of <- function(name) read.csv(file.path(folder, paste0(name, ".csv")), check.names = FALSE)

# A table of runs: Parquet if arrow is there, else the CSV that `collectief report --csv en` writes; NULL without either.
stored <- function(name) {
  if (requireNamespace("arrow", quietly = TRUE)) {
    files <- list.files(file.path(folder, name), pattern = "\\.parquet$", full.names = TRUE)
    return(do.call(rbind, lapply(files, function(file) as.data.frame(arrow::read_parquet(file)))))
  }
  file <- file.path(folder, paste0(name, ".csv"))
  if (file.exists(file)) read.csv(file, check.names = FALSE) else NULL
}

comparison <- table_of("comparison")
curves <- table_of("curves")
policies <- table_of("policies")
outcomes <- table_of("outcomes")

area <- comparison$area[1]
base <- comparison$base[1]
other <- comparison$other[1]
design <- readLines(file.path(folder, "experiment.toml"))
named <- sub('^main = "(.*)"$', "\\1", grep("^main = ", design, value = TRUE))
main <- if (length(named)) named[1] else "survival_120_months"
title_of <- function(arm) policies$title[match(arm, policies$arm)]

# ---- the figure ------------------------------------------------------------------------------------------------------

pdf(picture, width = 9, height = 4)
layout(matrix(1:2, 1), widths = c(3, 2))
colours <- c("#b45309", "#1d4ed8")
shown <- subset(curves, area == comparison$area[1] & curve == "survival" & !is.na(estimate))
last <- min(tapply(shown$age_months, shown$arm, max)[c(base, other)]) # both are known so far
shown <- shown[shown$age_months <= last, ]
plot(NULL,
  xlim = c(0, last / 12), ylim = c(0, 1), las = 1, bty = "n",
  xlab = "years since founding", ylab = "collectives that still exist", main = area
)
for (i in 1:2) {
  arm <- c(base, other)[i]
  one <- shown[shown$arm == arm, ]
  years <- one$age_months / 12
  polygon(c(years, rev(years)), c(one$low, rev(one$high)), col = adjustcolor(colours[i], 0.2), border = NA)
  lines(years, one$estimate, col = colours[i], lwd = 2)
}
legend("topright", title_of(c(base, other)), col = colours, lwd = 2, bty = "n")
rows <- comparison[comparison$base == base & comparison$other == other & comparison$outcome == main, ]
places <- rev(seq_len(nrow(rows)))
par(mar = c(5, 9, 4, 1))
plot(rows$difference, places,
  xlim = range(0, rows$low, rows$high, na.rm = TRUE), ylim = c(0.5, nrow(rows) + 0.5), yaxt = "n", ylab = "", pch = 19,
  bty = "n", xlab = paste0("difference with 95% interval\n", outcomes$unit[match(main, outcomes$outcome)]),
  main = paste(strwrap(outcomes$label[match(main, outcomes$outcome)], 34), collapse = "\n")
)
segments(rows$low, places, rows$high, places, lwd = 2)
abline(v = 0, lty = 3)
axis(2, at = places, labels = rows$area, las = 1, tick = FALSE)
invisible(dev.off())

# ---- the numbers, once more ------------------------------------------------------------------------------------------

told <- function(outcome, found, low, high) {
  stands <- comparison[comparison$area == area & comparison$base == base & comparison$other == other &
    comparison$outcome == outcome, ]
  cat(sprintf(
    "%s: in the folder %.5g (%.5g to %.5g), here %.5g (%.5g to %.5g)\n",
    outcome, stands$difference, stands$low, stands$high, found, low, high
  ))
}

runs <- stored("runs")
if (is.null(runs)) stop("no table of runs: `collectief report ", folder, " --csv en` writes it as CSV")
runs <- runs[runs$area == area & runs$arm %in% c(base, other), ]
worlds <- any(runs$world > 0)
unit_of <- function(table) if (worlds) table$world else table$seed

for (outcome in c("collective_years", "maker_years", "homes_built")) {
  means <- tapply(runs[[outcome]], list(unit_of(runs), runs$arm), mean)
  test <- t.test(means[, other] - means[, base])
  told(outcome, test$estimate, test$conf.int[1], test$conf.int[2])
}

# Survival at ten years: `survfit` with late entry. Collectives of one run share their luck, so the seed is the cluster, and
# its influence on both arms together gives the interval; where units are worlds, each world counts once.
if (requireNamespace("survival", quietly = TRUE) && "survival_120_months" %in% comparison$outcome) {
  library(survival)
  lives <- stored("collectives")
  lives <- lives[lives$area == area & lives$arm %in% c(base, other), ]
  months <- max(runs$months)
  lives$unit <- unit_of(lives)
  lives$died <- !is.na(lives$ended_month)
  lives$start <- ifelse(lives$founded_month < 0, -lives$founded_month, -1) + 1 # at risk from the age after
  lives$stop <- ifelse(lives$died, lives$ended_month, months) - lives$founded_month + 1
  lives <- lives[lives$start < lives$stop, ]
  at <- 121
  survives <- function(some) {
    fit <- survfit(Surv(start, stop, died) ~ 1, some)
    if (max(some$stop) < at && min(fit$surv) > 0) NA else summary(fit, times = at, extend = TRUE)$surv
  }
  if (worlds) {
    shares <- sapply(c(base, other), function(arm) {
      sapply(sort(unique(lives$unit)), function(unit) survives(lives[lives$arm == arm & lives$unit == unit, ]))
    })
    test <- t.test(shares[, 2] - shares[, 1])
    told("survival_120_months", test$estimate, test$conf.int[1], test$conf.int[2])
  } else {
    pull <- lapply(c(base, other), function(arm) {
      mine <- lives[lives$arm == arm, ]
      fit <- survfit(Surv(start, stop, died) ~ 1, mine, cluster = unit, influence = 1)
      place <- findInterval(at, fit$time)
      list(share = fit$surv[place], pull = setNames(fit$influence.surv[, place], sort(unique(mine$unit))))
    })
    units <- union(names(pull[[1]]$pull), names(pull[[2]]$pull))
    apart <- sapply(units, function(unit) sum(pull[[2]]$pull[unit], na.rm = TRUE) - sum(pull[[1]]$pull[unit], na.rm = TRUE))
    found <- pull[[2]]$share - pull[[1]]$share
    half <- qt(0.975, length(units) - 1) * sqrt(sum(apart^2) * length(units) / (length(units) - 1))
    told("survival_120_months", found, found - half, found + half)
  }
}
cat("figure:", picture, "\n")
