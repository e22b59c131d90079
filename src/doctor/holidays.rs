//! Whether the table of public holidays reaches far enough: deadlines in working days are counted by it.

use chrono::{Days, NaiveDate};

use super::finding::Finding;
use crate::trade::working_days::WorkingDays;

/// Deadlines of deals reach at most so far ahead.
const AHEAD: Days = Days::new(90);

pub(super) fn holidays(table: anyhow::Result<WorkingDays>, today: NaiveDate) -> Finding {
    const SUBJECT: &str = "holidays";
    const REMEDY: &str =
        "add the year's decree to the table (docs/operations.md, Couriers and holidays)";
    let table = match table {
        Ok(table) => table,
        Err(error) => return Finding::broken(SUBJECT, format!("{error:#}"), REMEDY),
    };
    let last = today.checked_add_days(AHEAD).unwrap_or(today);
    if !table.covers(last) {
        let observed = format!("the table does not know the year of {last}");
        return Finding::degraded(SUBJECT, observed, REMEDY);
    }
    let estimates = table.estimates(today).filter(|holiday| holiday.date <= last).count();
    match estimates {
        0 => Finding::good(SUBJECT, format!("known until {last}")),
        n => Finding::degraded(SUBJECT, format!("{n} until {last} are estimates"), REMEDY),
    }
}

#[cfg(test)]
mod tests {
    use super::super::Verdict;
    use super::*;

    fn verdict(today: &str) -> Verdict {
        holidays(WorkingDays::load(None), today.parse().unwrap()).verdict
    }

    #[test]
    fn a_year_that_the_table_does_not_know_is_found_in_time() {
        assert_eq!(verdict("2026-06-01"), Verdict::Good);
        assert_eq!(verdict("2027-11-15"), Verdict::Degraded);
        assert_eq!(verdict("2030-01-01"), Verdict::Degraded);
        let broken = holidays(Err(anyhow::anyhow!("row 3")), "2026-06-01".parse().unwrap());
        assert_eq!(broken.verdict, Verdict::Broken);
    }
}
