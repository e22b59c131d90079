//! What comes back, and whether that is right: checked with every frame, while the clock runs.

use super::wire::{Fields, read_id};
use super::world::World;

impl World {
    /// Takes an event that came to a listener; may append the next message.
    pub fn hear(&mut self, listener: usize, event: &Fields<'_>, out: &mut Vec<u8>) {
        match event.kind {
            b"message" => self.message(listener, event),
            b"ack" => self.ack(listener, event, out),
            b"joined" => self.enter(listener, event, out),
            b"resync" => self.faults.resyncs += 1,
            b"error" => self.error(listener, event),
            _ => {}
        }
    }

    fn enter(&mut self, listener: usize, event: &Fields<'_>, out: &mut Vec<u8>) {
        let socket = &mut self.listeners[listener];
        socket.joined = true;
        socket.epoch = String::from_utf8_lossy(event.epoch).into_owned();
        if !event.resumed {
            socket.seq = event.seq;
        }
        let (speaks, member) = (socket.speaks, socket.member);
        self.waiting = self.waiting.or(self.killed.take());
        if speaks {
            self.repeat(member, out);
        }
    }

    fn message(&mut self, listener: usize, event: &Fields<'_>) {
        let now = self.clock.now();
        let socket = &mut self.listeners[listener];
        let next = socket.seq + 1;
        if event.seq > next {
            self.faults.holes += 1;
        } else if event.seq < next {
            self.faults.doubled += 1;
            return;
        }
        socket.seq = event.seq;
        let Some((member, count)) = read_id(event.id, self.clock.run) else { return };
        let from = (member as usize).wrapping_sub(self.base);
        let found = self.members.get_mut(from).and_then(|who| who.sent.get_mut(count as usize - 1));
        let Some(sent) = found.filter(|_| from / 2 == socket.member / 2) else {
            self.faults.strangers += 1;
            return;
        };
        let last = &mut socket.last[from % 2];
        if count <= *last {
            self.faults.disordered += 1;
        }
        *last = count.max(*last);
        sent.seen += 1;
        self.faults.odd_acks += u64::from(sent.seq != 0 && u64::from(sent.seq) != event.seq);
        sent.seq = event.seq as u32;
        self.delivered += 1;
        let other = from != socket.member || !socket.speaks;
        if other && (self.window.0..self.window.1).contains(&sent.at) {
            self.deliveries.saturating_record((now.saturating_sub(sent.at)) / 1000);
        }
    }

    fn ack(&mut self, listener: usize, event: &Fields<'_>, out: &mut Vec<u8>) {
        let now = self.clock.now();
        let member = self.listeners[listener].member;
        let ours = read_id(event.id, self.clock.run)
            .filter(|(who, _)| *who as usize == self.base + member);
        let who = &mut self.members[member];
        let Some(sent) = ours.and_then(|(_, count)| who.sent.get_mut(count as usize - 1)) else {
            self.faults.odd_acks += 1;
            return;
        };
        let differs = sent.seq != 0 && u64::from(sent.seq) != event.seq;
        self.faults.odd_acks += u64::from(differs || sent.acked);
        if sent.acked {
            return;
        }
        (sent.acked, sent.seq) = (true, event.seq as u32);
        who.unacked -= 1;
        self.acked_ever += 1;
        if let Some(since) = self.waiting.take() {
            self.outages.push(now - since);
        }
        if (self.window.0..self.window.1).contains(&now) {
            self.acked += 1;
        }
        if (self.window.0..self.window.1).contains(&sent.at) {
            self.acks.saturating_record(now.saturating_sub(sent.at) / 1000);
        }
        if self.closed_until.is_some_and(|until| now < until) {
            self.say(member, now, out);
        }
    }

    fn error(&mut self, listener: usize, event: &Fields<'_>) {
        self.fault(&String::from_utf8_lossy(event.code));
        let member = self.listeners[listener].member;
        let Some((_, count)) = read_id(event.id, self.clock.run) else { return };
        let Some(sent) = self.members[member].sent.get_mut(count as usize - 1) else { return };
        if !sent.acked && !sent.refused {
            sent.refused = true;
            self.members[member].unacked -= 1;
            self.owed.push(listener);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::target::Target;
    use super::super::wire::fields;
    use super::super::world::Clock;
    use super::*;

    /// A room of two who each said two things; gives their ids.
    fn room() -> (World, Vec<String>) {
        let mut world = World::new(Clock::new(), 0);
        let mut out = Vec::new();
        for member in 0..2 {
            world.add_member(Target::Tawar.template("r", "x"));
            world.add_listener(member, true);
            tell(&mut world, member, r#"{"type":"joined","seq":7,"epoch":"e","resumed":false}"#);
        }
        for member in [0, 0, 1, 1] {
            world.say(member, 1, &mut out);
        }
        let said = String::from_utf8_lossy(&out).into_owned();
        let ids = said.split(r#""id":""#).skip(1).map(|rest| rest[..36].to_owned()).collect();
        (world, ids)
    }

    fn tell(world: &mut World, listener: usize, json: &str) {
        world.hear(listener, &fields(json.as_bytes()).unwrap(), &mut Vec::new());
    }

    fn show(world: &mut World, seq: u64, id: &str, to: &[usize]) {
        for listener in to {
            let text = r#"{\"type\":\"ack\",\"seq\":1}"#;
            let json = format!(r#"{{"type":"message","seq":{seq},"id":"{id}","text":"{text}"}}"#);
            tell(world, *listener, &json);
        }
    }

    fn ack(world: &mut World, member: usize, seq: u64, id: &str) {
        tell(world, member, &format!(r#"{{"type":"ack","id":"{id}","seq":{seq}}}"#));
    }

    #[test]
    fn what_is_right_is_not_complained_about() {
        let (mut world, ids) = room();
        for (index, id) in ids.iter().enumerate() {
            show(&mut world, 8 + index as u64, id, &[0, 1]);
            ack(&mut world, index / 2, 8 + index as u64, id);
        }
        assert!(world.is_settled());
        world.close();
        assert!(super::super::report::is_clean(&world.faults), "{:?}", world.faults);
    }

    #[test]
    fn what_is_acked_and_not_shown_is_lost() {
        let (mut world, ids) = room();
        show(&mut world, 8, &ids[0], &[0]);
        ack(&mut world, 0, 8, &ids[0]);
        assert!(!world.is_settled());
        world.close();
        assert_eq!((world.faults.lost, world.faults.unacked), (1, 3));
    }

    #[test]
    fn twice_out_of_order_and_holes_are_noticed() {
        let (mut world, ids) = room();
        show(&mut world, 8, &ids[1], &[0, 1]);
        show(&mut world, 9, &ids[0], &[0, 1]);
        assert_eq!(world.faults.disordered, 2);
        show(&mut world, 9, &ids[0], &[1]);
        assert_eq!(world.faults.doubled, 1);
        show(&mut world, 11, &ids[2], &[0]);
        assert_eq!(world.faults.holes, 1);
        show(&mut world, 12, &ids[2], &[0]);
        assert_eq!(world.faults.odd_acks, 1, "one message in two places");
        ack(&mut world, 0, 8, &ids[0]);
        assert_eq!(world.faults.odd_acks, 2, "the ack names another place");
        ack(&mut world, 0, 9, &ids[0]);
        assert_eq!(world.faults.odd_acks, 3, "acked twice");
    }
}
