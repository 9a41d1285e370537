* The report's chart of a policy's effect over time, and a regression on its panel.
* First, in a shell:   sme export RESULT.h5 --csv tables
*                      sme export RESULT.h5 --dta panel.dta
* Then, in Stata 14 or newer, in the same folder:   do effect.do
* Never yet run by Stata, which is not free: the tests run it through an interpreter of the commands
* used here, written after Stata's manuals, and compare its last line with effect.py and effect.R.
version 14
clear all

* Paired difference to the baseline with simultaneous intervals: read, not computed.
import delimited using tables/comparison.csv, clear varnames(1) asdouble encoding("utf-8")
keep if outcome == "little_giants" & missing(group)
keep if inlist(statistic, "effect", "effect_low_all", "effect_high_all")
keep world year statistic value
* Where another statistic is "inf", the column came as text.
destring value, replace
reshape wide value, i(world year) j(statistic) string
twoway (rcap valueeffect_low_all valueeffect_high_all year) ///
       (connected valueeffect year), by(world, legend(off) note("")) yline(0) ///
       ytitle("difference to the baseline") xtitle("year")
* A format that every Stata writes: without windows there is no .png, in 14.0 no .svg.
graph export effect.eps, replace

* Change of log employment on treatment, log employment before and label before, in one world.
use panel.dta, clear
local world : label world_index 1
keep if world_index == 1 & replicate_index == 0
summarize observed_year, meanonly
local first = r(min)
local last = r(max)
keep if inlist(observed_year, `first', `last') & employees > 0
generate byte after = observed_year == `last'
keep firm after employees label treated
reshape wide employees label treated, i(firm) j(after)
keep if !missing(employees0, employees1)
generate double change = ln(employees1) - ln(employees0)
generate double size = ln(employees0)
regress change treated1 size ibn.label0, noconstant vce(robust)
display "`world': treated " strtrim(string(_b[treated1], "%20.10f")) " (" ///
        strtrim(string(_se[treated1], "%20.10f")) "), " e(N) " firms"
