//! What happened to the deal of a case, and its goods as they were at the agreement.

use serde::Serialize;

use crate::base::clock::Timestamp;
use crate::base::i18n::Text;
use crate::base::money;
use crate::care::disputes::CaseFile;
use crate::market::Party;
use crate::trade::deals::Leg;

/// A step of the deal, with its time.
#[derive(Debug, Serialize)]
pub(super) struct FactView {
    at: Timestamp,
    text: Text,
}

/// A listing as it was at the agreement.
#[derive(Debug, Serialize)]
pub(super) struct GoodView {
    title: String,
    description: String,
    flaw: String,
    condition: Text,
    photos: Vec<String>,
    giver: String,
}

pub(super) fn goods(case: &CaseFile) -> Vec<GoodView> {
    let text = |item: &serde_json::Value, pointer: &str| {
        item.pointer(pointer).and_then(|it| it.as_str()).unwrap_or_default().to_owned()
    };
    let photos = |item: &serde_json::Value| {
        let photos = item.get("photos").and_then(|it| it.as_array()).cloned().unwrap_or_default();
        photos.iter().map(|photo| text(photo, "/thumbnail")).filter(|it| !it.is_empty()).collect()
    };
    case.items
        .iter()
        .map(|item| GoodView {
            title: text(&item.terms, "/title"),
            description: text(&item.terms, "/description"),
            flaw: text(&item.terms, "/flaw"),
            condition: Text::composed(
                "condition-",
                &text(&item.terms, "/condition").replace('_', "-"),
            ),
            photos: photos(&item.terms),
            giver: case.file.name(Some(case.file.deal.member(item.side))).to_owned(),
        })
        .collect()
}

/// What happened to the deal: agreed, paid, sent, arrived, met.
pub(super) fn facts_of(case: &CaseFile) -> Vec<FactView> {
    let (deal, file) = (&case.file.deal, &case.file);
    let mut facts = Vec::new();
    let mut fact = |at: Option<Timestamp>, text: Text| {
        if let Some(at) = at {
            facts.push(FactView { at, text });
        }
    };
    let offers = case.bundle.offers.len();
    fact(deal.state.agreed_at, Text::new("case-fact-agreed").with("n", offers));
    let paid = Text::new("case-fact-paid").with("amount", money::rupiah(deal.total()));
    fact(deal.state.paid_at, paid);
    for payment in &case.payments {
        let text = Text::composed("case-fact-payment-", payment.state.status.word());
        fact(Some(payment.updated_at), text.with("code", &payment.reference));
    }
    for leg in file.course.legs.iter().chain(&file.course.returns) {
        let name = file.name(Some(deal.member(leg.sender)));
        let told = |key: &'static str, leg: &Leg| {
            let courier = leg.courier.map_or("", |courier| courier.name());
            Text::new(key)
                .with("name", name)
                .with("courier", courier)
                .with("code", leg.tracking_no.clone().unwrap_or_default())
        };
        let sent = if leg.returning { "case-fact-sent-back" } else { "case-fact-sent" };
        fact(leg.sent_at, told(sent, leg));
        fact(leg.delivered_at, told("case-fact-arrived", leg));
        fact(leg.received_at, told("case-fact-received", leg));
    }
    if let Some(meetup) = &case.meetup {
        if let Some(agreed) = &meetup.agreed {
            let place = Text::new("case-fact-meeting").with("place", &agreed.plan.place);
            fact(Some(agreed.plan.at), place);
        }
        for party in [Party::Buyer, Party::Seller] {
            let name = file.name(Some(deal.member(party)));
            fact(meetup.arrived(party), Text::new("case-fact-there").with("name", name));
        }
        if let Some(report) = &meetup.no_show {
            let name = file.name(Some(deal.member(report.by.other())));
            fact(Some(report.at), Text::new("case-fact-no-show").with("name", name));
        }
    }
    facts.sort_by_key(|fact| fact.at);
    facts
}
