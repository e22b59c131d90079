//! `/admin`: what needs attention, and the figures of the site.

use actix_web::HttpResponse;
use serde::Serialize;
use serde_json::json;

use crate::base::clock::Timestamp;
use crate::base::error::AppResult;
use crate::base::i18n::Text;
use crate::base::money;
use crate::care::CareDeps;
use crate::care::overview::{Attention, Concern, DayFigures, Figures, overview_of};
use crate::web::Page;

/// Something that needs attention.
#[derive(Debug, Serialize)]
struct AttentionView {
    icon: &'static str,
    label: Text,
    hint: Text,
    /// Where it is dealt with; none for what only the command line shows.
    url: Option<&'static str>,
    due_at: Option<Timestamp>,
    /// The CSS class of the deadline: whether it has passed.
    class: &'static str,
}

impl AttentionView {
    fn of(attention: &Attention, now: Timestamp) -> Self {
        let (icon, url) = match attention.concern {
            Concern::Incident => ("fa-triangle-exclamation", None),
            Concern::Disputes => ("fa-gavel", Some("/admin/sengketa")),
            Concern::Reports => ("fa-flag", Some("/admin/laporan")),
            Concern::Appeals => ("fa-scale-balanced", Some("/admin/banding")),
            Concern::FailedPayouts => ("fa-building-columns", None),
            Concern::DeadJobs => ("fa-gears", None),
        };
        let word = attention.concern.word();
        Self {
            icon,
            label: Text::composed("attention-", word).with("n", attention.count),
            hint: Text::composed("attention-hint-", word),
            url,
            due_at: attention.due_at,
            class: if attention.due_at.is_some_and(|due| due < now) { "late" } else { "" },
        }
    }
}

/// A figure of the site.
#[derive(Debug, Serialize)]
struct FigureView {
    value: String,
    label: Text,
    /// The rows behind it.
    url: Option<&'static str>,
}

fn figures(figures: &Figures, with_money: bool) -> Vec<FigureView> {
    let figure =
        |value: String, key: &'static str, url| FigureView { value, label: Text::new(key), url };
    let mut all = vec![
        figure(money::dotted(figures.users), "figure-users", Some("/admin/orang")),
        figure(money::dotted(figures.listings), "figure-listings", Some("/cari")),
        figure(money::dotted(figures.open_deals), "figure-open-deals", None),
        figure(money::dotted(figures.completed_deals), "figure-completed-deals", None),
    ];
    if with_money {
        all.push(figure(money::rupiah(figures.held), "figure-held", None));
    }
    let hours = figures
        .minutes_to_ruling
        .map_or("–".to_owned(), |minutes| format!("{},{}", minutes / 60, minutes % 60 / 6));
    all.push(figure(hours, "figure-hours-to-ruling", Some("/admin/sengketa?filter=ended")));
    all
}

/// The bars of a chart: one a day.
#[derive(Debug, Serialize)]
struct ChartView {
    label: Text,
    total: i64,
    /// The first day.
    from: String,
    /// The last day.
    until: String,
    bars: Vec<BarView>,
}

#[derive(Debug, Serialize)]
struct BarView {
    day: String,
    count: i64,
    /// Of the highest bar, 0 to 100.
    percent: i64,
}

fn charts(days: &[DayFigures]) -> Vec<ChartView> {
    let chart = |key: &'static str, count: fn(&DayFigures) -> i64| {
        let most = days.iter().map(count).max().unwrap_or(0).max(1);
        let bars: Vec<BarView> = days
            .iter()
            .map(|day| BarView {
                day: day.day.format("%d/%m").to_string(),
                count: count(day),
                percent: count(day) * 100 / most,
            })
            .collect();
        let day = |bar: Option<&BarView>| bar.map(|bar| bar.day.clone()).unwrap_or_default();
        ChartView {
            label: Text::new(key),
            total: days.iter().map(count).sum(),
            from: day(bars.first()),
            until: day(bars.last()),
            bars,
        }
    };
    vec![
        chart("chart-users", |day| day.users),
        chart("chart-listings", |day| day.listings),
        chart("chart-rooms", |day| day.rooms),
        chart("chart-offers", |day| day.offers),
        chart("chart-deals", |day| day.deals),
    ]
}

/// `GET /admin`.
pub async fn overview(page: Page, deps: CareDeps) -> AppResult<HttpResponse> {
    let overview = overview_of(&deps).await?;
    let attention: Vec<AttentionView> =
        overview.attention.iter().map(|one| AttentionView::of(one, page.now)).collect();
    page.render(
        "admin/overview.html",
        &json!({
            "attention": attention,
            "figures": figures(&overview.figures, page.site.money),
            "charts": charts(&overview.days),
        }),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::NaiveDate;

    #[test]
    fn the_highest_bar_is_whole_and_a_month_without_anything_has_none() {
        let day = |number, users| DayFigures {
            day: NaiveDate::from_ymd_opt(2026, 11, number).unwrap(),
            users,
            listings: 0,
            rooms: 0,
            offers: 0,
            deals: 0,
        };
        let charts = charts(&[day(1, 2), day(2, 8), day(3, 0)]);
        let percents: Vec<i64> = charts[0].bars.iter().map(|bar| bar.percent).collect();
        assert_eq!((percents, charts[0].total), (vec![25, 100, 0], 10));
        assert!(charts[1].bars.iter().all(|bar| bar.percent == 0));
    }
}
