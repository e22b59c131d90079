//! What `leaderboard/page.html` shows.

use chrono::Months;
use serde::Serialize;

use super::query::{Board, MOST, Wanted};
use super::store::Ranked;
use crate::base::clock::{Timestamp, Zone};
use crate::base::i18n::Text;
use crate::base::ids::UserId;
use crate::community::points::{self, Period};
use crate::config::{Mode, Site};
use crate::people::regions;

/// Months that the filter offers, the present one among them.
const MONTHS: u32 = 12;
/// People on the podium.
const PODIUM: usize = 3;

/// A leaderboard, and who reads it.
pub struct Shown<'a> {
    pub wanted: &'a Wanted,
    /// The city as it was typed, or the label of its code.
    pub city: String,
    pub top: Vec<Ranked>,
    /// The reader's own row, when it is not among the first.
    pub own: Option<Ranked>,
    pub me: Option<UserId>,
    /// The code of the reader's region.
    pub home: Option<&'a str>,
    pub site: &'a Site,
    pub now: Timestamp,
}

/// A tab.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct BoardTab {
    url: String,
    label: &'static str,
    current: bool,
}

/// A choice of the filter by month.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct MonthChoice {
    value: String,
    /// Key of the month's name.
    label: String,
    year: i32,
    selected: bool,
}

/// A person on the board.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct BoardRow {
    rank: i64,
    handle: String,
    name: String,
    city: Option<String>,
    points: i32,
    figures: Text,
    own: bool,
}

/// The whole page.
#[derive(Debug, Serialize)]
pub(super) struct BoardView {
    /// None on a site where nobody buys.
    tabs: Vec<BoardTab>,
    kind: Board,
    months: Vec<MonthChoice>,
    city: String,
    /// The reader's own city, when it is not chosen.
    home_url: Option<String>,
    /// Whether everything is shown.
    filtered: bool,
    clear_url: String,
    /// The first three, or nobody.
    podium: Vec<BoardRow>,
    rows: Vec<BoardRow>,
    own: Option<BoardRow>,
    empty: bool,
    /// Whether to tell the reader that they have no points here.
    unranked: bool,
    more_url: Option<String>,
    rules: Vec<Text>,
}

impl BoardView {
    pub(super) fn of(shown: &Shown<'_>) -> Self {
        let full = i64::try_from(shown.top.len()).is_ok_and(|count| count == shown.wanted.limit);
        let mut rows: Vec<BoardRow> = shown.top.iter().map(|row| board_row(shown, row)).collect();
        let podium = if rows.len() >= PODIUM { rows.drain(..PODIUM).collect() } else { Vec::new() };
        let own: Option<BoardRow> = shown.own.as_ref().map(|row| board_row(shown, row));
        let listed = rows.iter().chain(&podium).any(|row| row.own);
        let filtered = !shown.city.is_empty() || shown.wanted.period != Period::All;
        Self {
            tabs: tabs(shown),
            kind: shown.wanted.board,
            months: months(shown.wanted, shown.now),
            home_url: home_url(shown),
            filtered,
            clear_url: Address { board: shown.wanted.board, city: "", period: &Period::All }.url(),
            empty: podium.is_empty() && rows.is_empty(),
            unranked: shown.me.is_some() && own.is_none() && !listed,
            more_url: (full && shown.wanted.limit < MOST).then(|| {
                let url = address(shown).url();
                format!("{url}{}limit={MOST}", if url.contains('?') { '&' } else { '?' })
            }),
            city: shown.city.clone(),
            podium,
            rows,
            own,
            rules: points::rules(shown.site),
        }
    }
}

/// The address of a leaderboard.
struct Address<'a> {
    board: Board,
    city: &'a str,
    period: &'a Period,
}

impl Address<'_> {
    fn url(&self) -> String {
        let mut pairs = Vec::new();
        if self.board != Board::All {
            pairs.push(("type", self.board.word()));
        }
        if !self.city.is_empty() {
            pairs.push(("kota", self.city));
        }
        if let Period::Month(month) = self.period {
            pairs.push(("bulan", month));
        }
        let query = serde_urlencoded::to_string(&pairs).unwrap_or_default();
        if query.is_empty() {
            "/papan-peringkat".into()
        } else {
            format!("/papan-peringkat?{query}")
        }
    }
}

fn address<'a>(shown: &'a Shown<'_>) -> Address<'a> {
    Address { board: shown.wanted.board, city: &shown.city, period: &shown.wanted.period }
}

fn tabs(shown: &Shown<'_>) -> Vec<BoardTab> {
    let sells = [Mode::Sale, Mode::Free].into_iter().any(|mode| shown.site.allows(mode));
    if !sells {
        return Vec::new();
    }
    let all = [
        (Board::All, "leaderboard-tab-all"),
        (Board::Seller, "leaderboard-tab-seller"),
        (Board::Buyer, "leaderboard-tab-buyer"),
    ];
    all.into_iter()
        .map(|(board, label)| BoardTab {
            url: Address { board, ..address(shown) }.url(),
            label,
            current: shown.wanted.board == board,
        })
        .collect()
}

fn home_url(shown: &Shown<'_>) -> Option<String> {
    let home = regions::city_code(shown.home.filter(|code| code.len() >= 5)?);
    let chosen = shown.wanted.cities.iter().any(|city| city == home);
    (!chosen).then(|| Address { city: home, ..address(shown) }.url())
}

/// The last twelve months, and the chosen one if it is older.
fn months(wanted: &Wanted, now: Timestamp) -> Vec<MonthChoice> {
    let today = Zone::Wib.local(now).date_naive();
    let back = (0..MONTHS).filter_map(|n| today.checked_sub_months(Months::new(n)));
    let mut all: Vec<String> = back.map(|day| day.format("%Y-%m").to_string()).collect();
    if let Period::Month(chosen) = &wanted.period
        && !all.contains(chosen)
    {
        all.push(chosen.clone());
    }
    all.iter().filter_map(|month| month_choice(month, wanted)).collect()
}

fn month_choice(value: &str, wanted: &Wanted) -> Option<MonthChoice> {
    let (year, month) = value.split_once('-')?;
    let month: u32 = month.parse().ok()?;
    Some(MonthChoice {
        value: value.to_owned(),
        label: format!("month-{month}"),
        year: year.parse().ok()?,
        selected: wanted.period.word() == value,
    })
}

fn board_row(shown: &Shown<'_>, row: &Ranked) -> BoardRow {
    BoardRow {
        rank: row.rank,
        handle: row.handle.clone(),
        name: row.name.clone(),
        city: row.city.as_deref().map(regions::short_label),
        points: row.points_on(shown.wanted.board),
        figures: Text::new("leaderboard-figures").with("sold", row.sold).with("bought", row.bought),
        own: shown.me == Some(row.user_id),
    }
}

#[cfg(test)]
mod tests {
    use super::super::query::BoardQuery;
    use super::*;

    fn ranked(rank: i64, points: i32) -> Ranked {
        Ranked {
            rank,
            user_id: UserId::fresh(),
            handle: format!("orang-{rank}"),
            name: "Sari".into(),
            city: Some("Kota Bandung, Jawa Barat".into()),
            points_seller: points,
            points_buyer: 0,
            points,
            sold: points / 10,
            bought: 0,
        }
    }

    fn view(site: &str, query: &BoardQuery, top: Vec<Ranked>, me: Option<UserId>) -> BoardView {
        let site = Site::load(site).unwrap();
        let now = "2027-01-31T20:00:00Z".parse().unwrap();
        let (wanted, city) = (query.lenient(), query.city.clone());
        let home = Some("32.73.02");
        BoardView::of(&Shown { wanted: &wanted, city, top, own: None, me, home, site: &site, now })
    }

    #[test]
    fn the_first_three_stand_on_the_podium_and_two_do_not() {
        let of = |n: i64| (1..=n).map(|rank| ranked(rank, 100)).collect::<Vec<_>>();
        let two = view("tawar", &BoardQuery::default(), of(2), None);
        assert_eq!((two.podium.len(), two.rows.len(), two.more_url), (0, 2, None));
        let ten = view("tawar", &BoardQuery::default(), of(10), None);
        assert_eq!((ten.podium.len(), ten.rows.len()), (3, 7));
        assert_eq!(ten.more_url.as_deref(), Some("/papan-peringkat?limit=100"));
        assert_eq!(ten.rows[0].city.as_deref(), Some("Bandung"));
    }

    #[test]
    fn a_tab_keeps_the_filters_and_a_site_without_buyers_has_no_tabs() {
        let query =
            BoardQuery { city: "Bandung".into(), month: "2026-12".into(), ..BoardQuery::default() };
        let board = view("tawar", &query, Vec::new(), None);
        assert_eq!(board.tabs[1].url, "/papan-peringkat?type=seller&kota=Bandung&bulan=2026-12");
        assert!(board.tabs[0].current && !board.tabs[1].current && board.filtered);
        assert!(view("barterhub", &query, Vec::new(), None).tabs.is_empty());
    }

    #[test]
    fn the_months_are_those_of_wib_and_the_chosen_one_is_selected() {
        let query = BoardQuery { month: "2026-12".into(), ..BoardQuery::default() };
        let board = view("tawar", &query, Vec::new(), None);
        assert_eq!((board.months.len(), board.months[0].value.as_str()), (12, "2027-02"));
        let chosen: Vec<&str> = board
            .months
            .iter()
            .filter(|month| month.selected)
            .map(|month| month.value.as_str())
            .collect();
        assert_eq!(chosen, ["2026-12"]);
        let old = BoardQuery { month: "2020-01".into(), ..BoardQuery::default() };
        let last = view("tawar", &old, Vec::new(), None).months.pop().unwrap();
        assert_eq!((last.value.as_str(), last.selected), ("2020-01", true));
    }

    #[test]
    fn a_reader_without_points_is_told_so() {
        let (sari, budi) = (ranked(1, 20), ranked(2, 10));
        let me = Some(budi.user_id);
        let listed = view("tawar", &BoardQuery::default(), vec![sari.clone(), budi], me);
        assert!(!listed.unranked && listed.rows[1].own && !listed.rows[0].own);
        assert!(view("tawar", &BoardQuery::default(), vec![sari.clone()], me).unranked);
        assert!(!view("tawar", &BoardQuery::default(), vec![sari], None).unranked);
    }
}
