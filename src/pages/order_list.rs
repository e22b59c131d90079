//! The list of deals: its two tabs, and what is said where one of them is empty.

use serde::Serialize;

use crate::market::Party;

/// One tab.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct TabLink {
    url: &'static str,
    label: &'static str,
    current: bool,
}

/// What is said where there is no deal, and the way to one.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct Empty {
    text: &'static str,
    to: &'static str,
    label: &'static str,
}

/// `deals/list.html`, around the rows.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct OrderList {
    tabs: [TabLink; 2],
    empty: Empty,
}

impl OrderList {
    /// `side`: whose deals are listed.
    pub(super) fn of(side: Party) -> Self {
        let sells = side == Party::Seller;
        let (buying, selling) = ("deal-list-buying", "deal-list-selling");
        Self {
            tabs: [
                TabLink { url: "/pesanan?role=buyer", label: buying, current: !sells },
                TabLink { url: "/pesanan?role=seller", label: selling, current: sells },
            ],
            empty: match sells {
                true => Empty {
                    text: "deal-list-empty-seller",
                    to: "/jual",
                    label: "deal-list-empty-seller-action",
                },
                false => Empty {
                    text: "deal-list-empty-buyer",
                    to: "/cari",
                    label: "deal-list-empty-buyer-action",
                },
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_sells_nothing_is_asked_to_post_and_who_buys_nothing_to_look() {
        for (side, to) in [(Party::Seller, "/jual"), (Party::Buyer, "/cari")] {
            let list = OrderList::of(side);
            assert_eq!(list.empty.to, to);
            assert_eq!(list.tabs.iter().filter(|tab| tab.current).count(), 1);
        }
    }
}
