* The report's chart of a policy's effect over time, and a regression on its panel.
* First, in a shell:   sme export RESULT.h5 --csv tables
*                      sme export RESULT.h5 --dta panel.dta
* Then, in Stata 14 or newer, in the same folder:   do effect.do
* Not run by the tests, since Stata is not free; effect.py and effect.R do the same and are.
version 14
clear all

* Paired difference to the baseline with simultaneous intervals: read, not computed.
import delimited using tables/comparison.csv, clear varnames(1) encoding("utf-8")
keep if outcome == "little_giants" & inlist(statistic, "effect", "effect_low_all", "effect_high_all")
keep if group == ""
keep world year statistic value
reshape wide value, i(world year) j(statistic) string
twoway (rarea valueeffect_low_all valueeffect_high_all year, color(%30)) ///
       (connected valueeffect year), by(world, legend(off) note("")) yline(0) ///
       ytitle("difference to the baseline") xtitle("year")
graph export effect.png, replace

* Change of log employment on treatment, log employment before and label before, in one world.
use panel.dta, clear
keep if world_index == 1 & replicate_index == 0
summarize observed_year, meanonly
local first = r(min)
local last = r(max)
keep if inlist(observed_year, `first', `last') & employees > 0
generate byte after = observed_year == `last'
keep firm after employees label treated
reshape wide employees label treated, i(firm) j(after)
keep if !missing(employees0, employees1)
generate change = ln(employees1) - ln(employees0)
generate size = ln(employees0)
regress change treated1 size ibn.label0, noconstant vce(robust)
