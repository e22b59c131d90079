//! The words of a deal sheet.

use super::model::SheetSite;
use crate::base::clock::{Timestamp, Zone};
use crate::base::error::AppResult;
use crate::base::i18n::{Lang, Text, Wording};
use crate::config::Mode;
use crate::market::Party;
use crate::market::listings::ListingOut;
use crate::market::terms::Delivery;
use crate::people::accounts::Profile;
use crate::people::consent::TERMS_VERSION;
use crate::trade::deals::model::{Deal, DealItem};
use crate::trade::documents::{DealSheet, SheetFee, SheetItem, SheetParty, moment};

/// Times are written in this zone: a sheet has one text for both parties.
const ZONE: Zone = Zone::Wib;

/// A listing of the deal, as it was at the agreement.
pub(super) struct AgreedItem {
    side: Party,
    terms: ListingOut,
}

impl AgreedItem {
    /// # Errors
    /// The stored terms do not parse.
    pub fn of(item: &DealItem) -> AppResult<Self> {
        Ok(Self { side: item.side, terms: serde_json::from_value(item.terms.clone())? })
    }
}

/// What was agreed on.
pub(super) struct Agreed<'a> {
    pub deal: &'a Deal,
    pub items: Vec<AgreedItem>,
    pub buyer: Profile,
    pub seller: Profile,
    pub site: &'a SheetSite,
    pub wording: Wording,
    pub number: i32,
    pub at: Timestamp,
}

impl Agreed<'_> {
    /// The sheet in a language.
    pub fn sheet(&self, lang: Lang) -> DealSheet {
        let (deal, pays) = (self.deal, self.deal.amount > 0);
        DealSheet {
            lang,
            zone: ZONE,
            site: self.site.name.clone(),
            code: deal.code.clone(),
            number: self.number,
            opened_at: self.at,
            parties: vec![self.party(Party::Seller, lang), self.party(Party::Buyer, lang)],
            items: self.items.iter().map(|item| self.item(item, lang)).collect(),
            mode: self.say(self.mode(), lang),
            amount: pays.then_some(deal.amount),
            // Where no provider holds the money, the parties agree on it in the chat.
            shipping: deal.protected.then_some(deal.state.shipping),
            fee: (deal.fee > 0).then(|| SheetFee {
                amount: deal.fee,
                bearer: self.member(deal.fee_by).name.clone(),
                on_top: deal.fee_by == Party::Buyer,
            }),
            total: pays.then(|| deal.total()),
            payment: if pays { self.say(self.payment(), lang) } else { String::new() },
            delivery: self.delivery(lang),
            risk: self.say(self.risk(), lang),
            cancellation: self.cancellation(lang),
            dispute: self.say("sheet-dispute", lang),
            terms_version: TERMS_VERSION.to_owned(),
            translation: None,
        }
    }

    fn member(&self, party: Party) -> &Profile {
        if party == Party::Buyer { &self.buyer } else { &self.seller }
    }

    fn meets(&self) -> bool {
        self.deal.method == Delivery::Meet
    }

    fn barters(&self) -> bool {
        self.deal.mode == Mode::Barter
    }

    /// A text of the catalogue about the two.
    fn say(&self, key: &'static str, lang: Lang) -> String {
        let deadline = self.deal.state.deadline_at.unwrap_or(self.at);
        Text::new(key)
            .with("buyer", &self.buyer.name)
            .with("seller", &self.seller.name)
            .with("site", &self.site.name)
            .with("contact", &self.site.contact)
            .with("moment", moment(lang, ZONE, deadline))
            .worded(lang, self.wording)
    }

    fn party(&self, party: Party, lang: Lang) -> SheetParty {
        let role = match (self.barters(), party) {
            (true, Party::Buyer) => "receipt-second-party",
            (true, _) => "receipt-first-party",
            (false, Party::Buyer) => "receipt-takes",
            (false, _) => "receipt-gives",
        };
        let Profile { name, handle, .. } = self.member(party).clone();
        SheetParty { role: self.say(role, lang), name, handle }
    }

    fn item(&self, item: &AgreedItem, lang: Lang) -> SheetItem {
        let content = &item.terms.content;
        let facts = [
            ("fact-brand", &content.brand),
            ("fact-size", &content.size),
            ("fact-color", &content.color),
        ];
        let details: Vec<String> = facts
            .into_iter()
            .filter_map(|(key, value)| Some(format!("{} {}", self.say(key, lang), value.as_ref()?)))
            .collect();
        let condition = Text { key: content.condition.label_key().into(), args: Vec::new() };
        SheetItem {
            side: self.member(item.side).name.clone(),
            title: content.title.clone(),
            condition: condition.worded(lang, self.wording),
            details: Some(details.join(" · ")).filter(|details| !details.is_empty()),
            description: content.description.clone(),
            flaw: Some(content.flaw.clone()).filter(|flaw| !flaw.is_empty()),
            asking: content.price.filter(|_| self.deal.mode == Mode::Sale),
            worth: item.terms.worth.as_ref().filter(|_| self.barters()).map(|worth| worth.points),
        }
    }

    fn mode(&self) -> &'static str {
        match (self.deal.mode, self.deal.amount) {
            (Mode::Sale, _) => "sheet-mode-sale",
            (Mode::Free, _) => "sheet-mode-free",
            (Mode::Barter, 0) => "sheet-mode-barter",
            (Mode::Barter, _) => "sheet-mode-barter-cash",
        }
    }

    fn payment(&self) -> &'static str {
        match (self.deal.protected, self.meets()) {
            (true, _) => "sheet-payment-held",
            (false, true) => "sheet-payment-meet",
            (false, false) => "sheet-payment-direct",
        }
    }

    fn delivery(&self, lang: Lang) -> String {
        let way = match (self.deal.method, self.barters()) {
            (Delivery::Meet, _) => return self.say("sheet-delivery-meet", lang),
            (Delivery::Parcel, false) => "sheet-delivery-parcel",
            (Delivery::Parcel, true) => "sheet-delivery-parcels",
            (Delivery::Instant, false) => "sheet-delivery-instant",
            (Delivery::Instant, true) => "sheet-delivery-instants",
        };
        let cost = if self.deal.protected { "sheet-shipping-named" } else { "sheet-shipping-chat" };
        format!("{} {}", self.say(way, lang), self.say(cost, lang))
    }

    /// Who bears the loss on the way. In a barter article 1545 of the civil code holds.
    fn risk(&self) -> &'static str {
        match (self.deal.mode, self.deal.protected) {
            _ if self.meets() => "sheet-risk-meet",
            (Mode::Barter, true) => "sheet-risk-barter-held",
            (Mode::Barter, false) => "sheet-risk-barter",
            (Mode::Sale, true) => "sheet-risk-held",
            (Mode::Sale, false) => "sheet-risk-sent",
            (Mode::Free, _) => "sheet-risk-gift",
        }
    }

    fn cancellation(&self, lang: Lang) -> String {
        let ends = match (self.meets(), self.deal.protected) {
            (true, _) => return self.say("sheet-cancel-meet", lang),
            (false, true) => "sheet-cancel-held",
            (false, false) => "sheet-cancel-sent",
        };
        format!("{} {}", self.say(ends, lang), self.say("sheet-inspection", lang))
    }
}
