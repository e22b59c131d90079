//! What the home page shows of the site's profile.

use serde::Serialize;

use crate::config::{Mode, Site};
use crate::market::listings::ModeView;
use crate::people::regions;

/// `home.html`, beside the listings.
#[derive(Debug, Serialize)]
pub(super) struct HomeView {
    /// Key of the sentence under the site's tagline.
    lead: &'static str,
    /// Key of the sentence that wide screens add.
    lead_more: Option<&'static str>,
    /// The site's modes; none when it has a single one.
    mode_links: Vec<ModeView>,
    /// Path of the search in the reader's city.
    near_url: String,
    /// Whether free listings have a row of their own.
    has_gifts: bool,
}

impl HomeView {
    /// `region`: code of the reader's region.
    pub(super) fn of(site: &Site, region: Option<&str>) -> Self {
        let (lead, lead_more) = match (site.money, site.allows(Mode::Barter)) {
            (true, _) => ("home-lead", Some("home-lead-more")),
            (false, true) => ("home-lead-barter", None),
            (false, false) => ("home-lead-free", None),
        };
        let several = site.modes.len() > 1;
        Self {
            lead,
            lead_more,
            mode_links: (site.modes.iter().copied())
                .filter(|_| several)
                .map(ModeView::from)
                .collect(),
            near_url: match region.map(regions::city_code).filter(|city| city.contains('.')) {
                Some(city) => format!("/cari?kota={city}"),
                None => "/cari".to_owned(),
            },
            has_gifts: several && site.allows(Mode::Free),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site(money: bool, modes: &[Mode]) -> Site {
        Site { money, modes: modes.to_vec(), ..Site::load("tawar").unwrap() }
    }

    #[test]
    fn the_lead_depends_on_the_modes_of_the_site() {
        let lead = |money, modes: &[Mode]| HomeView::of(&site(money, modes), None).lead;
        assert_eq!(lead(true, Mode::ALL), "home-lead");
        assert_eq!(lead(false, &[Mode::Barter, Mode::Free]), "home-lead-barter");
        assert_eq!(lead(false, &[Mode::Free]), "home-lead-free");
    }

    #[test]
    fn a_site_with_one_mode_has_no_mode_links_and_no_row_of_gifts() {
        let free = HomeView::of(&site(false, &[Mode::Free]), None);
        assert!(free.mode_links.is_empty() && !free.has_gifts);
        let all = HomeView::of(&site(true, Mode::ALL), None);
        assert_eq!(all.mode_links.len(), 3);
        assert!(all.has_gifts);
        assert!(!HomeView::of(&site(false, &[Mode::Sale, Mode::Barter]), None).has_gifts);
    }

    #[test]
    fn near_is_the_reader_s_city_when_it_is_known() {
        let near = |region| HomeView::of(&site(true, Mode::ALL), region).near_url;
        assert_eq!(near(Some("32.73.02.1003")), "/cari?kota=32.73");
        assert_eq!(near(Some("32")), "/cari");
        assert_eq!(near(None), "/cari");
    }
}
