//! The list of deals: its two tabs, and the message of an empty one.

use serde::Serialize;

use crate::base::cursor::Cursor;
use crate::market::Party;

/// A tab.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct OrderTabLink {
    url: &'static str,
    label: &'static str,
    current: bool,
}

/// The message of a tab without deals, with a link to get one.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct EmptyOrderList {
    text: &'static str,
    to: &'static str,
    label: &'static str,
}

/// `deals/list.html`, around the rows.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct OrderList {
    tabs: [OrderTabLink; 2],
    empty: EmptyOrderList,
}

impl OrderList {
    /// `role`: the reader's part in the listed deals.
    pub(super) fn of(role: Party) -> Self {
        let sells = role == Party::Seller;
        let (buying, selling) = ("deal-list-buying", "deal-list-selling");
        Self {
            tabs: [
                OrderTabLink { url: "/pesanan?role=buyer", label: buying, current: !sells },
                OrderTabLink { url: "/pesanan?role=seller", label: selling, current: sells },
            ],
            empty: match sells {
                true => EmptyOrderList {
                    text: "deal-list-empty-seller",
                    to: "/jual",
                    label: "deal-list-empty-seller-action",
                },
                false => EmptyOrderList {
                    text: "deal-list-empty-buyer",
                    to: "/cari",
                    label: "deal-list-empty-buyer-action",
                },
            },
        }
    }
}

impl OrderList {
    /// The address of the page of this tab that begins after a deal.
    pub(super) fn older_url(&self, after: Cursor) -> String {
        let tab = self.tabs.iter().find(|tab| tab.current).map_or("/pesanan?", |tab| tab.url);
        format!("{tab}&after={after}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_list_leads_sellers_to_the_form_and_buyers_to_the_search() {
        for (role, to) in [(Party::Seller, "/jual"), (Party::Buyer, "/cari")] {
            let list = OrderList::of(role);
            assert_eq!(list.empty.to, to);
            assert_eq!(list.tabs.iter().filter(|tab| tab.current).count(), 1);
        }
    }
}
