//! What is handed on next. Pure: news may come late, twice, in any order or not at all; out comes every place once, in
//! order, and where something is missing.

use std::collections::BTreeMap;

use crate::chat::live::Publication;

/// The numbered stream of a room, as one actor sees it.
pub(super) struct Sequencer {
    /// Everything up to here was handed on.
    delivered: i64,
    /// Everything up to here is known to be committed.
    committed: i64,
    /// Committed but not contiguous yet.
    ahead: BTreeMap<i64, Publication>,
}

impl Sequencer {
    pub fn at(seq: i64) -> Self {
        Self { delivered: seq, committed: seq, ahead: BTreeMap::new() }
    }

    pub fn delivered(&self) -> i64 {
        self.delivered
    }

    /// Takes bundles in; answers those that come next, in order.
    pub fn take(&mut self, bundles: impl IntoIterator<Item = Publication>) -> Vec<Publication> {
        for bundle in bundles {
            if bundle.seq > self.delivered {
                self.committed = self.committed.max(bundle.seq);
                // The first word stands: what was announced carries more than what is read again.
                self.ahead.entry(bundle.seq).or_insert(bundle);
            }
        }
        let mut next = Vec::new();
        while let Some(bundle) = self.ahead.remove(&(self.delivered + 1)) {
            self.delivered = bundle.seq;
            next.push(bundle);
        }
        next
    }

    /// Word came that everything up to a place is committed; whether that is news.
    pub fn hear(&mut self, seq: i64) -> bool {
        let news = seq > self.committed;
        self.committed = self.committed.max(seq);
        news
    }

    /// Postgres has nothing after what was handed on: whoever said so was wrong, and what is ahead of it waits for more.
    pub fn nothing_there(&mut self) {
        self.committed = self.ahead.last_key_value().map_or(self.delivered, |(seq, _)| *seq);
    }

    /// The place after which something is missing.
    pub fn hole(&self) -> Option<i64> {
        (self.delivered < self.committed).then_some(self.delivered)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn bundle(seq: i64) -> Publication {
        Publication { seq, frames: vec![format!("{seq}").into()] }
    }

    /// What happens to a room: an announcement of one place, a doorbell, or a reading of what is missing.
    #[derive(Debug, Clone)]
    enum News {
        Announced(Vec<i64>),
        RoomAdvanced(i64),
        Read(usize),
    }

    fn news(last: i64) -> impl Strategy<Value = News> {
        prop_oneof![
            prop::collection::vec(1..=last, 1..6).prop_map(News::Announced),
            (1..=last).prop_map(News::RoomAdvanced),
            (1..20_usize).prop_map(News::Read),
        ]
    }

    proptest! {
        #[test]
        fn lost_doubled_and_reordered_news_still_tell_everything_once_and_in_order(
            start in 0..5_i64,
            heard in (10..60_i64).prop_flat_map(|last| (Just(last), prop::collection::vec(news(last), 0..80))),
        ) {
            let (last, heard) = heard;
            let mut stream = Sequencer::at(start);
            let mut told: Vec<i64> = Vec::new();
            let read = |stream: &mut Sequencer, most: usize| {
                let Some(after) = stream.hole() else { return Vec::new() };
                stream.take((after + 1..=last).take(most).map(bundle))
            };
            for news in heard {
                let next = match news {
                    News::Announced(seqs) => stream.take(seqs.into_iter().map(bundle)),
                    News::RoomAdvanced(seq) => {
                        stream.hear(seq);
                        Vec::new()
                    }
                    News::Read(most) => read(&mut stream, most),
                };
                told.extend(next.iter().map(|bundle| bundle.seq));
            }
            // The backstop: Postgres is looked at, and what is missing is read until nothing is.
            stream.hear(last);
            while stream.hole().is_some() {
                told.extend(read(&mut stream, 7).iter().map(|bundle| bundle.seq));
            }
            prop_assert_eq!(told, (start + 1..=last).collect::<Vec<_>>());
            prop_assert!(stream.ahead.is_empty(), "nothing is kept for ever");
        }
    }
}
