//! The couriers: names, where their parcels are tracked, and what their tracking numbers usually look like.

use super::TrackingNumber;
use super::shape::{Shape, shape};
use crate::base::i18n::Text;
use crate::base::ids::words;

words! {
    /// Who carries a parcel.
    Courier {
        Jne = "jne",
        Jnt = "jnt",
        Sicepat = "sicepat",
        Anteraja = "anteraja",
        Pos = "pos",
        Ninja = "ninja",
        Lion = "lion",
        Wahana = "wahana",
        IdExpress = "idexpress",
        Gosend = "gosend",
        GrabExpress = "grabexpress",
        /// Any other.
        Other = "lainnya",
    }
}

/// What is known of a courier.
struct Facts {
    courier: Courier,
    name: &'static str,
    /// Whether it delivers within one city in hours.
    instant: bool,
    /// Its public tracking page; `{}` is the number, where the page takes it from its address.
    page: Option<&'static str>,
    /// Its code at the aggregator.
    aggregator_code: Option<&'static str>,
    /// The usual shapes of its numbers; empty when they have none.
    shapes: &'static [Shape],
    /// A number of the usual shape, for the hint.
    example: &'static str,
}

static FACTS: [Facts; 11] = [
    Facts {
        courier: Courier::Jne,
        name: "JNE",
        instant: false,
        page: Some("https://www.jne.co.id/tracking-package"),
        aggregator_code: Some("jne"),
        shapes: &[shape("", true, 13..=16), shape("", false, 16..=16)],
        example: "0123456789012345",
    },
    Facts {
        courier: Courier::Jnt,
        name: "J&T Express",
        instant: false,
        page: Some("https://jet.co.id/track"),
        aggregator_code: Some("jnt"),
        shapes: &[shape("J", false, 12..=14)],
        example: "JP1234567890",
    },
    Facts {
        courier: Courier::Sicepat,
        name: "SiCepat",
        instant: false,
        page: Some("https://www.sicepat.com/checkAwb"),
        aggregator_code: Some("sicepat"),
        shapes: &[shape("", true, 12..=12)],
        example: "001234567890",
    },
    Facts {
        courier: Courier::Anteraja,
        name: "AnterAja",
        instant: false,
        page: Some("https://anteraja.id/tracking"),
        aggregator_code: Some("anteraja"),
        shapes: &[shape("1", true, 14..=15)],
        example: "10001234567890",
    },
    Facts {
        courier: Courier::Pos,
        name: "Pos Indonesia",
        instant: false,
        page: Some("https://www.posindonesia.co.id/id/tracking"),
        aggregator_code: Some("pos"),
        shapes: &[
            shape("P", true, 12..=16),
            shape("", true, 11..=13),
            // International items: two letters, nine digits, the country.
            shape("", false, 13..=13),
        ],
        example: "P2612345678901",
    },
    Facts {
        courier: Courier::Ninja,
        name: "Ninja Xpress",
        instant: false,
        page: Some("https://www.ninjaxpress.co/id-id/tracking?id={}"),
        aggregator_code: Some("ninja"),
        shapes: &[shape("N", false, 12..=20)],
        example: "NVIDTAWAR12345678",
    },
    Facts {
        courier: Courier::Lion,
        name: "Lion Parcel",
        instant: false,
        page: Some("https://lionparcel.com/track/stt?q={}"),
        aggregator_code: Some("lion"),
        shapes: &[shape("11LP", true, 15..=18), shape("11", true, 11..=13)],
        example: "11LP1234567890123",
    },
    Facts {
        courier: Courier::Wahana,
        name: "Wahana",
        instant: false,
        page: Some("https://www.wahana.com/lacak-kiriman?noresi={}"),
        aggregator_code: Some("wahana"),
        shapes: &[shape("", false, 8..=8)],
        example: "ABY12345",
    },
    Facts {
        courier: Courier::IdExpress,
        name: "ID Express",
        instant: false,
        page: Some("https://idexpress.com/lacak-paket"),
        aggregator_code: Some("idexpress"),
        shapes: &[shape("ID", false, 12..=16)],
        example: "IDS1234567890",
    },
    Facts {
        courier: Courier::Gosend,
        name: "GoSend",
        instant: true,
        page: None,
        aggregator_code: Some("gojek"),
        shapes: &[shape("GK", false, 8..=20)],
        example: "GK111234567",
    },
    Facts {
        courier: Courier::GrabExpress,
        name: "GrabExpress",
        instant: true,
        page: None,
        aggregator_code: Some("grab"),
        shapes: &[],
        example: "",
    },
];

static OTHER: Facts = Facts {
    courier: Courier::Other,
    name: "Kurir lain",
    instant: false,
    page: None,
    aggregator_code: None,
    shapes: &[],
    example: "",
};

impl Courier {
    fn facts(self) -> &'static Facts {
        FACTS.iter().find(|facts| facts.courier == self).unwrap_or(&OTHER)
    }

    /// Its name, the same in every language.
    pub fn name(self) -> &'static str {
        self.facts().name
    }

    /// Whether it delivers within one city in hours.
    pub fn is_instant(self) -> bool {
        self.facts().instant
    }

    /// The public page that shows where the parcel is. Some pages take the number from their address, in others it is
    /// pasted; instant couriers only show it to who ordered them.
    pub fn tracking_page(self, number: &TrackingNumber) -> Option<String> {
        self.facts().page.map(|page| page.replace("{}", number.as_str()))
    }

    /// Its code at the aggregator, which does not know every courier.
    pub(super) fn aggregator_code(self) -> Option<&'static str> {
        self.facts().aggregator_code
    }
}

/// A hint to look at the number again when it does not look like this courier's; never a reason to refuse it.
pub fn shape_hint(courier: Courier, number: &TrackingNumber) -> Option<Text> {
    let facts = courier.facts();
    let usual = facts.shapes.is_empty() || facts.shapes.iter().any(|s| s.fits(number));
    (!usual).then(|| {
        Text::new("shipping-hint-shape").with("name", facts.name).with("text", facts.example)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::i18n::Lang;

    fn number(text: &str) -> TrackingNumber {
        TrackingNumber::parse(text).unwrap()
    }

    #[test]
    fn every_courier_has_a_name_and_its_example_fits_its_own_shape() {
        for courier in Courier::ALL {
            let facts = courier.facts();
            assert_eq!(facts.courier, *courier, "{courier} has facts of its own");
            assert!(!courier.name().is_empty());
            assert_eq!(facts.shapes.is_empty(), facts.example.is_empty(), "{courier}");
            if !facts.example.is_empty() {
                assert_eq!(shape_hint(*courier, &number(facts.example)), None, "{courier}");
            }
        }
        let instant: Vec<&Courier> = Courier::ALL.iter().filter(|c| c.is_instant()).collect();
        assert_eq!(instant, [&Courier::Gosend, &Courier::GrabExpress]);
    }

    #[test]
    fn an_unusual_number_is_only_hinted_at() {
        let sicepat = number("001234567890");
        assert_eq!(shape_hint(Courier::Sicepat, &sicepat), None);
        let hint = shape_hint(Courier::Jnt, &sicepat).unwrap();
        for lang in [Lang::Id, Lang::En] {
            let text = hint.localized(lang);
            assert!(text.contains("J&T Express") && text.contains("JP1234567890"), "{text}");
        }
        // A number of digits keeps its zeros and gets no dots.
        let hint = shape_hint(Courier::Sicepat, &number("JP1234567890")).unwrap();
        assert!(hint.localized(Lang::Id).contains("001234567890"));
        for courier in [Courier::Other, Courier::GrabExpress] {
            assert_eq!(shape_hint(courier, &sicepat), None, "{courier} has no usual shape");
        }
    }

    #[test]
    fn a_tracking_page_gets_the_number_where_it_takes_one() {
        let lion = number("11LP1234567890123");
        assert_eq!(
            Courier::Lion.tracking_page(&lion).as_deref(),
            Some("https://lionparcel.com/track/stt?q=11LP1234567890123")
        );
        let jnt = Courier::Jnt.tracking_page(&number("JP1234567890"));
        assert_eq!(jnt.as_deref(), Some("https://jet.co.id/track"));
        assert_eq!(Courier::Gosend.tracking_page(&number("GK111234567")), None);
        for courier in Courier::ALL {
            let page = courier.tracking_page(&lion).unwrap_or_else(|| "https://".into());
            assert!(page.starts_with("https://") && !page.contains('{'), "{page}");
        }
    }
}
