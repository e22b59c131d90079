//! The closed set of tags.

use super::about::About;
use crate::base::i18n::Text;
use crate::base::ids::words;
use crate::config::Mode;

words! {
    /// What somebody was like, in a word.
    #[schema(as = ReviewTag)]
    Tag {
        AsDescribed = "sesuai",
        HonestAboutFlaws = "jujur",
        WellPacked = "kemasan_rapi",
        SentFast = "kirim_cepat",
        Friendly = "ramah",
        OnTime = "tepat_waktu",
        FastToAnswer = "cepat_membalas",
        PaysFast = "bayar_cepat",
        ClearWishes = "jelas",
        FairSwap = "barter_adil",
        NotAsDescribed = "tidak_sesuai",
        HidFlaws = "cacat_disembunyikan",
        BadlyPacked = "kemasan_seadanya",
        SentLate = "kirim_lama",
        Unfriendly = "kurang_ramah",
        Late = "datang_terlambat",
        HardToReach = "susah_dihubungi",
        PaysLate = "bayar_lama",
        ChangesTerms = "berubah_pikiran",
    }
}

const SELLER: &[Tag] = &[
    Tag::AsDescribed,
    Tag::HonestAboutFlaws,
    Tag::WellPacked,
    Tag::SentFast,
    Tag::Friendly,
    Tag::OnTime,
    Tag::FastToAnswer,
    Tag::NotAsDescribed,
    Tag::HidFlaws,
    Tag::BadlyPacked,
    Tag::SentLate,
    Tag::Unfriendly,
    Tag::Late,
    Tag::HardToReach,
];

const BUYER: &[Tag] = &[
    Tag::Friendly,
    Tag::OnTime,
    Tag::FastToAnswer,
    Tag::PaysFast,
    Tag::ClearWishes,
    Tag::Unfriendly,
    Tag::Late,
    Tag::HardToReach,
    Tag::PaysLate,
    Tag::ChangesTerms,
];

const PARTNER: &[Tag] = &[
    Tag::AsDescribed,
    Tag::HonestAboutFlaws,
    Tag::WellPacked,
    Tag::SentFast,
    Tag::Friendly,
    Tag::OnTime,
    Tag::FairSwap,
    Tag::NotAsDescribed,
    Tag::HidFlaws,
    Tag::SentLate,
    Tag::Unfriendly,
    Tag::Late,
    Tag::HardToReach,
    Tag::ChangesTerms,
];

impl Tag {
    /// The tags for a review of this kind; of a deal without money none speaks of paying. The good ones first.
    pub fn choices(about: About, mode: Mode) -> Vec<Self> {
        let all = match about {
            About::Seller => SELLER,
            About::Buyer => BUYER,
            About::Partner => PARTNER,
        };
        let fits = |tag: &&Self| mode == Mode::Sale || !tag.is_about_money();
        all.iter().filter(fits).copied().collect()
    }

    /// Whether it praises.
    pub fn is_good(self) -> bool {
        self < Self::NotAsDescribed
    }

    fn is_about_money(self) -> bool {
        matches!(self, Self::PaysFast | Self::PaysLate)
    }

    /// Its words.
    pub fn label(self) -> Text {
        let word = self.word().replace('_', "-");
        Text { key: format!("review-tag-{word}").into(), args: Vec::new() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::i18n::Lang;

    #[test]
    fn every_kind_of_review_has_good_and_bad_tags_and_gifts_none_of_paying() {
        for about in About::ALL {
            for mode in Mode::ALL {
                let tags = Tag::choices(*about, *mode);
                let good = tags.iter().filter(|tag| tag.is_good()).count();
                assert!(good >= 3 && tags.len() - good >= 3, "{about} {mode}: {tags:?}");
                let first = tags.iter().take(good).all(|tag| tag.is_good());
                assert!(first, "the good ones come first: {tags:?}");
                let paying = tags.iter().any(|tag| tag.is_about_money());
                assert_eq!(paying, *about == About::Buyer && *mode == Mode::Sale);
            }
        }
    }

    #[test]
    fn every_tag_is_used_and_has_words() {
        for tag in Tag::ALL {
            let used = [SELLER, BUYER, PARTNER].iter().any(|set| set.contains(tag));
            assert!(used, "{tag}");
            let (id, en) = (tag.label().localized(Lang::Id), tag.label().localized(Lang::En));
            assert!(id != en && !id.contains("review-tag"), "{id} {en}");
        }
    }
}
