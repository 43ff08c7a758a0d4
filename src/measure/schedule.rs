//! How a deadline stands on a day.

use crate::model::Milestone;

/// How a milestone stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// Its date has passed, and nothing says that it happened.
    Overdue,
    /// It happened after its date.
    DoneLate,
    /// Its first date passed, a later one has not.
    Revised,
    /// Its date is to come.
    Due,
    /// It happened.
    Done,
    /// No date was found: it is neither due nor overdue.
    NoDate,
}

impl Standing {
    /// The words in tables.
    pub fn words(self) -> &'static str {
        match self {
            Standing::Overdue => "overdue",
            Standing::DoneLate => "done late",
            Standing::Revised => "revised, running",
            Standing::Due => "due",
            Standing::Done => "done",
            Standing::NoDate => "no date",
        }
    }
}

/// The last day that a date as written can mean, as `YYYY-MM-DD`: of a year its last, of "early 2026" the last of April.
///
/// None where it has no year.
pub fn last_day(written: &str) -> Option<String> {
    let text = written.trim().to_lowercase();
    let digits: Vec<&str> = text.split(|c: char| !c.is_ascii_digit()).filter(|d| !d.is_empty()).collect();
    let year = digits.iter().find(|d| d.len() == 4)?;
    let at = digits.iter().position(|d| d == year)?;
    let number = |i: usize| digits.get(at + i).filter(|d| d.len() <= 2).and_then(|d| d.parse::<u32>().ok());
    let month = number(1).filter(|m| (1..=12).contains(m));
    let part = |word: &str| text.contains(word);
    let (month, day) = match (month, number(2)) {
        (Some(month), Some(day)) if (1..=31).contains(&day) => (month, day),
        (Some(month), _) => (month, 31),
        (None, _) if part("early") || part("đầu") => (4, 30),
        (None, _) if part("mid") || part("giữa") => (8, 31),
        (None, _) => (12, 31),
    };
    Some(format!("{year}-{month:02}-{day:02}"))
}

/// How does a milestone stand on a day, `YYYY-MM-DD`?
///
/// # Method
/// A date that names a month or a year ends with it. What happened is done, late if after its last date; a status that says done
/// counts where no date of it is known.
pub fn standing(milestone: &Milestone, day: &str) -> Standing {
    let due = last_day(&milestone.due);
    let revised = last_day(&milestone.revised_due);
    let status = milestone.status.trim().to_lowercase();
    if !milestone.actual.trim().is_empty() || status.starts_with("done") {
        let latest = revised.or(due);
        return match (last_day(&milestone.actual), latest) {
            // A month that holds the deadline is not after it.
            (Some(actual), Some(latest)) if actual > latest && !latest.starts_with(milestone.actual.trim()) => {
                Standing::DoneLate
            }
            _ => Standing::Done,
        };
    }
    match (due, revised) {
        (_, Some(revised)) => {
            if revised.as_str() < day {
                Standing::Overdue
            } else {
                Standing::Revised
            }
        }
        (Some(due), None) => {
            if due.as_str() < day {
                Standing::Overdue
            } else {
                Standing::Due
            }
        }
        (None, None) => Standing::NoDate,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn milestone(due: &str, revised: &str, actual: &str) -> Milestone {
        let blank = String::new;
        Milestone {
            id: blank(),
            project_id: blank(),
            what: blank(),
            due: due.into(),
            revised_due: revised.into(),
            actual: actual.into(),
            status: blank(),
            progress: blank(),
            as_of: blank(),
            from_conference_report: blank(),
            note: blank(),
            source: blank(),
        }
    }

    #[test]
    fn a_deadline_stands_as_its_dates_say() {
        for (due, revised, actual, words) in [
            ("2023-12-31", "", "", "overdue"),
            ("2024-12-31", "2025-12-31", "", "overdue"),
            ("2025-12-31", "early 2026", "", "revised, running"),
            ("2030", "", "", "due"),
            ("2025-07-01", "", "2025-07-01", "done"),
            ("2025-12-31", "", "2025-12", "done"),
            ("2024", "", "2025-02-01", "done late"),
            ("", "", "", "no date"),
            ("quickly", "", "", "no date"),
        ] {
            assert_eq!(
                standing(&milestone(due, revised, actual), "2026-03-12").words(),
                words,
                "{due} {revised} {actual}"
            );
        }
    }
}
