//! The list of deals: its tabs, the filter by status, and the message of an empty one.

use serde::Serialize;

use crate::base::cursor::Cursor;
use crate::market::Party;
use crate::trade::deals::Status;

/// A tab or a choice of the filter.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct OrderTabLink {
    url: String,
    label: String,
    current: bool,
}

/// The message of a tab without deals, with a link to get one.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct EmptyOrderList {
    title: &'static str,
    text: &'static str,
    to: &'static str,
    label: &'static str,
}

/// Which deals are listed: of one status, or all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct OrderFilter(Option<Status>);

impl OrderFilter {
    /// The filter that an address names; all for a word that is no status.
    pub(super) fn parse(word: &str) -> Self {
        Self(word.parse().ok())
    }

    pub(super) fn status(self) -> Option<Status> {
        self.0
    }
}

/// `deals/list.html`, around the rows.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct OrderList {
    tabs: [OrderTabLink; 2],
    filters: Vec<OrderTabLink>,
    empty: EmptyOrderList,
    #[serde(skip)]
    address: String,
}

impl OrderList {
    /// `role`: the reader's part in the listed deals.
    pub(super) fn of(role: Party, filter: OrderFilter) -> Self {
        let sells = role == Party::Seller;
        let tab = |role: &str, label: &str, current| OrderTabLink {
            url: format!("/pesanan?role={role}"),
            label: label.to_owned(),
            current,
        };
        let own = if sells { "seller" } else { "buyer" };
        let all = tab(own, "deal-filter-all", filter.0.is_none());
        let of_status = |status: &Status| OrderTabLink {
            url: format!("/pesanan?role={own}&status={status}"),
            label: format!("deal-status-{status}"),
            current: filter.0 == Some(*status),
        };
        Self {
            tabs: [
                tab("buyer", "deal-list-buying", !sells),
                tab("seller", "deal-list-selling", sells),
            ],
            filters: std::iter::once(all).chain(Status::ALL.iter().map(of_status)).collect(),
            empty: empty(sells, filter),
            address: match filter.0 {
                Some(status) => format!("/pesanan?role={own}&status={status}"),
                None => format!("/pesanan?role={own}"),
            },
        }
    }

    /// The address of the page of this tab that begins after a deal.
    pub(super) fn older_url(&self, after: Cursor) -> String {
        format!("{}&after={after}", self.address)
    }
}

fn empty(sells: bool, filter: OrderFilter) -> EmptyOrderList {
    let (text, to, label) = match sells {
        true => ("deal-list-empty-seller", "/jual", "deal-list-empty-seller-action"),
        false => ("deal-list-empty-buyer", "/cari", "deal-list-empty-buyer-action"),
    };
    let title = match filter.0 {
        Some(_) => "deal-list-empty-filter",
        None => "deal-list-empty-title",
    };
    EmptyOrderList { title, text, to, label }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_list_leads_sellers_to_the_form_and_buyers_to_the_search() {
        for (role, to) in [(Party::Seller, "/jual"), (Party::Buyer, "/cari")] {
            let list = OrderList::of(role, OrderFilter::parse(""));
            assert_eq!(list.empty.to, to);
            assert_eq!(list.tabs.iter().filter(|tab| tab.current).count(), 1);
        }
    }

    #[test]
    fn the_filter_is_kept_on_the_next_page() {
        let list = OrderList::of(Party::Seller, OrderFilter::parse("shipped"));
        let current: Vec<_> = list.filters.iter().filter(|it| it.current).collect();
        assert_eq!(current.len(), 1);
        assert_eq!(current[0].label, "deal-status-shipped");
        assert!(list.address.ends_with("role=seller&status=shipped"));
        assert_eq!(OrderFilter::parse("nonsense"), OrderFilter(None));
    }
}
