# Meet-ups: place, time, who came.

## Proposals
meetup-place-length = Write the place in { $min } to { $max } characters.
meetup-region-unknown = This region is not known. Please choose one from the list.
meetup-time-early = Choose a time at least { $n } minutes ahead, so that you both can get there.
meetup-time-late = Choose a time within the next { $n } days.

## Public places
meetup-place-minimarket = Convenience store
meetup-place-station = Train station
meetup-place-bus-stop = Bus stop
meetup-place-police = In front of a police station
meetup-place-mall = Lobby of a mall
meetup-place-mosque = Courtyard of a large mosque

## Times
meetup-hint-friday = This is the time of the Friday prayer. Before or after it may suit better.
meetup-hint-maghrib = This is around the evening prayer. Before or after it may suit better.
meetup-hint-night = It is night then. If you can, choose daylight and a busy place.

## What cannot be done
meetup-not-a-member = Only the buyer and the seller arrange the meet-up.
meetup-over = This meet-up is closed because one of you did not come.
meetup-time-passed = That time has passed. Please propose a new one.
meetup-nothing-proposed = No proposal is waiting for an answer.
meetup-own-proposal = This is your own proposal. Please wait for the answer.
meetup-changed = The proposal has changed. Please look at the newest one first.
meetup-not-agreed = Place and time are not agreed yet.
meetup-check-in-early = It is too early. You can say that you are there from one hour before the meet-up.
meetup-check-in-late = The meet-up was more than three hours ago.
meetup-already-there = You are already marked as being there.
meetup-not-there = Please say that you are there first.
meetup-both-there = You are both marked as being there. Try a message: it may be just another entrance.
meetup-report-early = Wait until half an hour after the agreed time; they may only be late.
meetup-report-late = This can be reported until a day after the agreed time.
meetup-nothing-to-answer = There is no report for you to answer.
meetup-already-answered = You have answered this report.
meetup-answer-empty = Please write your answer first.
meetup-answer-long = The answer is too long. At most { $max } characters.

## The meeting on the page of a deal
meetup-title = Meeting
meetup-proposal-mine = Your proposal. Waiting for { $name }.
meetup-proposal-theirs = { $name } proposes:
meetup-accept = Agree
meetup-form-first = Propose a place and a time
meetup-form-other = Propose something else
meetup-form-move = Move the meeting
meetup-place-label = Place
meetup-place-hint = Choose a busy, well-lit place. For example: Bandung station, north gate.
meetup-region-label = City or district
meetup-region-hint = So that the city is clear, and the time is the time there.
meetup-time-label = Time
meetup-other-time = Another time ({ $zone })
meetup-other-time-hint = Fill this in when no choice suits. When it is filled in, it counts.
meetup-propose = Send the proposal
meetup-calendar = Add to the calendar
meetup-check-in = I am there
meetup-arrived-mine = You are there since { $moment }
meetup-arrived-theirs = { $name } is there since { $moment }
meetup-report = Report that { $name } did not come
meetup-report-hint = The report is recorded and cannot be taken back. { $name } may answer it.
meetup-no-show-mine = You reported that { $name } did not come.
meetup-no-show-theirs = { $name } reported that you did not come.
meetup-answer-label = Answer:
meetup-answer-field = Your answer
meetup-answer-hint = Once only, and it cannot be changed.
meetup-answer-send = Send the answer
meetup-calendar-title = Meeting: { $title }, with { $name }
meetup-time-missing = Please choose a time first.

## What was done
meetup-done-proposed = The proposal is sent.
meetup-done-agreed = The meeting is agreed. We remind you a day and an hour before.
meetup-done-arrived = Recorded: you are there.
meetup-done-reported = Your report is recorded.
meetup-done-answered = Your answer is recorded.

## Messages in the room
said-meetup-proposed = { $name } proposes to meet: { $when }, at { $place }.
said-meetup-agreed = The meeting is agreed: { $when }, at { $place }.
said-meetup-arrived = { $name } is at the meeting place.
said-meetup-no-show = { $name } is at the place and reports that the other did not come.
said-meetup-answered = What { $name } says to the report of not coming: { $text }
said-meetup-remind-day = Reminder: you meet { $when }, at { $place }.
said-meetup-remind-hour = You meet soon: { $when }, at { $place }. Say on the page of the order when you are there.
