//! Checks every event that a client receives while the load runs.

use super::tracker::Tracker;
use super::wire::{Fields, read_id};

impl Tracker {
    /// Takes an event of a listener; may append the next message to `out`.
    pub fn receive(&mut self, listener: usize, event: &Fields<'_>, out: &mut Vec<u8>) {
        match event.kind {
            b"message" => self.on_message(listener, event),
            b"ack" => self.on_ack(listener, event, out),
            b"joined" => self.on_joined(listener, event, out),
            b"resync" => self.faults.resyncs += 1,
            b"error" => self.on_error(listener, event),
            _ => {}
        }
    }

    fn on_joined(&mut self, listener: usize, event: &Fields<'_>, out: &mut Vec<u8>) {
        let listener = &mut self.listeners[listener];
        listener.joined = true;
        listener.epoch = String::from_utf8_lossy(event.epoch).into_owned();
        if !event.resumed {
            listener.seq = event.seq;
        }
        let (sends, member) = (listener.sends, listener.member);
        self.awaiting_ack_since = self.awaiting_ack_since.or(self.killed_at.take());
        if sends {
            self.resend_unacked(member, out);
        }
    }

    fn on_message(&mut self, listener: usize, event: &Fields<'_>) {
        let now = self.clock.now();
        let listener = &mut self.listeners[listener];
        let next = listener.seq + 1;
        if event.seq > next {
            self.faults.gaps += 1;
        } else if event.seq < next {
            self.faults.doubled += 1;
            return;
        }
        listener.seq = event.seq;
        let Some((member, count)) = read_id(event.id, self.clock.run) else { return };
        let from = (member as usize).wrapping_sub(self.base);
        let found =
            self.members.get_mut(from).and_then(|sender| sender.sent.get_mut(count as usize - 1));
        let Some(sent) = found.filter(|_| from / 2 == listener.member / 2) else {
            self.faults.foreign += 1;
            return;
        };
        let last = &mut listener.last_counts[from % 2];
        if count <= *last {
            self.faults.out_of_order += 1;
        }
        *last = count.max(*last);
        sent.received += 1;
        self.faults.wrong_acks += u64::from(sent.seq != 0 && u64::from(sent.seq) != event.seq);
        sent.seq = event.seq as u32;
        self.delivered += 1;
        let by_other_socket = from != listener.member || !listener.sends;
        if by_other_socket && (self.window.0..self.window.1).contains(&sent.at) {
            self.deliveries.saturating_record((now.saturating_sub(sent.at)) / 1000);
        }
    }

    fn on_ack(&mut self, listener: usize, event: &Fields<'_>, out: &mut Vec<u8>) {
        let now = self.clock.now();
        let member = self.listeners[listener].member;
        let own = read_id(event.id, self.clock.run)
            .filter(|(sender, _)| *sender as usize == self.base + member);
        let sender = &mut self.members[member];
        let Some(sent) = own.and_then(|(_, count)| sender.sent.get_mut(count as usize - 1)) else {
            self.faults.wrong_acks += 1;
            return;
        };
        let differs = sent.seq != 0 && u64::from(sent.seq) != event.seq;
        self.faults.wrong_acks += u64::from(differs || sent.acked);
        if sent.acked {
            return;
        }
        (sent.acked, sent.seq) = (true, event.seq as u32);
        sender.unacked -= 1;
        self.acked_total += 1;
        if let Some(since) = self.awaiting_ack_since.take() {
            self.outages.push(now - since);
        }
        if (self.window.0..self.window.1).contains(&now) {
            self.acked += 1;
        }
        if (self.window.0..self.window.1).contains(&sent.at) {
            self.acks.saturating_record(now.saturating_sub(sent.at) / 1000);
        }
        if self.send_on_ack_until.is_some_and(|until| now < until) {
            self.send_next(member, now, out);
        }
    }

    fn on_error(&mut self, listener: usize, event: &Fields<'_>) {
        self.count_error(&String::from_utf8_lossy(event.code));
        let member = self.listeners[listener].member;
        let Some((_, count)) = read_id(event.id, self.clock.run) else { return };
        let Some(sent) = self.members[member].sent.get_mut(count as usize - 1) else { return };
        if !sent.acked && !sent.refused {
            sent.refused = true;
            self.members[member].unacked -= 1;
            self.refused_listeners.push(listener);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::target::Target;
    use super::super::tracker::Clock;
    use super::super::wire::fields;
    use super::*;

    /// A room of two members who each sent two messages; returns the ids of the messages.
    fn room() -> (Tracker, Vec<String>) {
        let mut tracker = Tracker::new(Clock::new(), 0);
        let mut out = Vec::new();
        for member in 0..2 {
            tracker.add_member(Target::Tawar.template("r", "x"));
            tracker.add_listener(member, true);
            deliver(
                &mut tracker,
                member,
                r#"{"type":"joined","seq":7,"epoch":"e","resumed":false}"#,
            );
        }
        for member in [0, 0, 1, 1] {
            tracker.send_next(member, 1, &mut out);
        }
        let frames = String::from_utf8_lossy(&out).into_owned();
        let ids = frames.split(r#""id":""#).skip(1).map(|rest| rest[..36].to_owned()).collect();
        (tracker, ids)
    }

    fn deliver(tracker: &mut Tracker, listener: usize, json: &str) {
        tracker.receive(listener, &fields(json.as_bytes()).unwrap(), &mut Vec::new());
    }

    fn deliver_message(tracker: &mut Tracker, seq: u64, id: &str, to: &[usize]) {
        for listener in to {
            let text = r#"{\"type\":\"ack\",\"seq\":1}"#;
            let json = format!(r#"{{"type":"message","seq":{seq},"id":"{id}","text":"{text}"}}"#);
            deliver(tracker, *listener, &json);
        }
    }

    fn ack(tracker: &mut Tracker, member: usize, seq: u64, id: &str) {
        deliver(tracker, member, &format!(r#"{{"type":"ack","id":"{id}","seq":{seq}}}"#));
    }

    #[test]
    fn a_correct_run_has_no_faults() {
        let (mut tracker, ids) = room();
        for (index, id) in ids.iter().enumerate() {
            deliver_message(&mut tracker, 8 + index as u64, id, &[0, 1]);
            ack(&mut tracker, index / 2, 8 + index as u64, id);
        }
        assert!(tracker.is_settled());
        tracker.count_missing();
        assert!(super::super::report::is_clean(&tracker.faults), "{:?}", tracker.faults);
    }

    #[test]
    fn a_message_that_is_acked_and_not_received_is_lost() {
        let (mut tracker, ids) = room();
        deliver_message(&mut tracker, 8, &ids[0], &[0]);
        ack(&mut tracker, 0, 8, &ids[0]);
        assert!(!tracker.is_settled());
        tracker.count_missing();
        assert_eq!((tracker.faults.lost, tracker.faults.unacked), (1, 3));
    }

    #[test]
    fn doubles_wrong_order_and_gaps_are_counted() {
        let (mut tracker, ids) = room();
        deliver_message(&mut tracker, 8, &ids[1], &[0, 1]);
        deliver_message(&mut tracker, 9, &ids[0], &[0, 1]);
        assert_eq!(tracker.faults.out_of_order, 2);
        deliver_message(&mut tracker, 9, &ids[0], &[1]);
        assert_eq!(tracker.faults.doubled, 1);
        deliver_message(&mut tracker, 11, &ids[2], &[0]);
        assert_eq!(tracker.faults.gaps, 1);
        deliver_message(&mut tracker, 12, &ids[2], &[0]);
        assert_eq!(tracker.faults.wrong_acks, 1, "one message with two sequence numbers");
        ack(&mut tracker, 0, 8, &ids[0]);
        assert_eq!(tracker.faults.wrong_acks, 2, "the ack has another sequence number");
        ack(&mut tracker, 0, 9, &ids[0]);
        assert_eq!(tracker.faults.wrong_acks, 3, "acked twice");
    }
}
