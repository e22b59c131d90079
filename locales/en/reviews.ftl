# Reviews: what one says of the other after the hand-over.

## Refusals
review-not-yet = A review can be written once everything is handed over.
review-not-a-member = Only the two parties write reviews.
review-already-written = You have reviewed this transaction already.
    .moneyless = You have reviewed this agreement already.
review-too-late = The time to write a review is over, 30 days after the hand-over.
review-nothing-written = You have not written a review yet.
review-already-shown = Your review is public, so it cannot be changed any more.
review-still-hidden = It is too early to show this review.
review-nothing-to-reply = There is no review that you can reply to yet.
review-already-replied = You have replied to this review already.
review-rating-range = Please choose one to five stars first.
review-tags-unknown = One of the choices is not known. Please choose from the list.
review-comment-long = That is too long. At most { $max } characters.
review-photos-many = At most { $max } photos.
review-photo-unknown = One of the photos was not found. Please upload it again.
review-reply-empty = Please write your reply first.
review-reply-long = The reply is too long. At most { $max } characters.

## Tags
review-tag-sesuai = As shown and described
review-tag-jujur = Honest about flaws
review-tag-kemasan-rapi = Well packed
review-tag-kirim-cepat = Sent quickly
review-tag-ramah = Friendly
review-tag-tepat-waktu = On time
review-tag-cepat-membalas = Quick to answer
review-tag-bayar-cepat = Paid quickly
review-tag-jelas = Knew what they wanted
review-tag-barter-adil = A fair swap
review-tag-tidak-sesuai = Not as shown or described
review-tag-cacat-disembunyikan = Had flaws that were not named
review-tag-kemasan-seadanya = Badly packed
review-tag-kirim-lama = Slow to send
review-tag-kurang-ramah = Unfriendly
review-tag-datang-terlambat = Came late
review-tag-susah-dihubungi = Hard to reach
review-tag-bayar-lama = Slow to pay
review-tag-berubah-pikiran = Changed their mind after agreeing

## The box on the page of a deal
review-box-write = How was { $name }?
review-box-write-text = Your review becomes visible once { $name } has written too, or seven days after the hand-over. So just say how it was.
review-box-late = { $name } has reviewed you. Your review will be visible at once.
review-box-hidden = Your review is saved
review-box-hidden-text = { $name } cannot read it yet. You can still change it.
review-box-until = Visible at the latest { $moment }.
review-box-other = A review by { $name }
review-box-other-text = It is on your profile now. You can reply to it once.
review-box-own = Your review is public
review-box-own-text = Your review of { $name } can be read on their profile.
review-write = Write a review
review-change = Change the review
review-see = See the reviews

## The page
review-title = Reviews
review-heading = Reviews by you and { $name }
review-theirs = { $name } about you
review-own = Your review
review-closed = The time to write a review is over.
review-rating-label = How content are you with { $name }?
review-star-1 = 1 star, disappointing
review-star-2 = 2 stars, poor
review-star-3 = 3 stars, all right
review-star-4 = 4 stars, good
review-star-5 = 5 stars, a pleasure
review-good-label = What was good?
review-bad-label = What was not so good?
review-comment-label = Your story
review-comment-hint = Everybody reads reviews. Leave out phone numbers and addresses.
review-photos-label = Add photos
review-photos-kept = Your photos (uncheck one to remove it)
review-photos-hint = At most { $n } photos. They become visible with the review.
review-photo-alt = Photo { $n } of the review
review-hidden-hint = Visible once { $name } has written too, at the latest { $moment }. Until then you can change it.
review-shown-hint = Your review is visible at once and cannot be changed.
review-send = Send the review
review-save = Save the changes
review-done = Your review is saved. Thank you!
review-reply-label = Reply to this review
review-reply-hint = Once, and everybody reads it. Stay calm and tell your side.
review-reply-send = Send the reply
review-replied = Your reply stands below the review.

## A review
review-stars = { $n } of 5
review-deal-got = Got { $title }
review-deal-gave = Handed over { $title }
review-deal-swapped = Swapped { $title }
review-reply-by = Reply by { $name }

## On a profile
profile-tab-reviews = Reviews
review-summary = Summary of the reviews
review-counts = { $n ->
    [one] 1 review
   *[other] { $n } reviews
} by { $people ->
    [one] 1 person
   *[other] { $people } people
}
review-star-count = { $n } with { $stars } stars
review-rule = The average is taken by person: several reviews by the same person count as one voice.
review-older = Earlier reviews
review-none = No reviews yet
review-none-text = Reviews are written by people who completed an agreement with this person, and are visible once both have written or seven days later.
card-rating = by { $n ->
    [one] 1 review
   *[other] { $n } reviews
}

## Said in the chat
said-review-remind = How was the hand-over of { $code }? You can review each other on the page of the order. Reviews are visible once both have written, or seven days after the hand-over.

## Track record
track-about = About { $name }
track-few = Too few agreements to count yet: { $n } within a year.
track-reply-minutes = Usually answers within { $n } min (of { $of } answers)
track-reply-hours = Usually answers within { $n } h (of { $of } answers)
track-reply-days = Usually answers within { $n ->
    [one] a day
   *[other] { $n } days
} (of { $of } answers)
track-send-minutes = Usually sends or hands over within { $n } min (of { $of } items)
track-send-hours = Usually sends or hands over within { $n } h (of { $of } items)
track-send-days = Usually sends or hands over within { $n ->
    [one] a day
   *[other] { $n } days
} (of { $of } items)
track-meetings = Came to { $n } of { $of } agreed meetings
track-completed = Completed { $n } of { $of } agreements within a year
track-called-off = Called off { $n } of them, or let the time pass

## Badges
badge-fast-sender = Fast sender
    .moneyless = Quick sender
badge-responsive = Responsive
badge-trusted = Trusted
badge-active = Active
badge-title = Your badges
badge-lead = Badges follow from how you trade, at least once a day. They cannot be bought or asked for.
    .moneyless = Badges follow from how you keep agreements, at least once a day. They cannot be asked for.
badge-earned = You have it
badge-progress = { $n } of { $of }
badge-met = Met:
badge-open = Not yet:
badge-rule-sendings = At least { $n } items sent or handed over within 180 days.
badge-rule-send = Half of them within { $n } hours of the payment or the agreement.
    .moneyless = Half of them within { $n } hours of the agreement.
badge-rule-chats = At least { $n } new chats by others within 90 days.
badge-rule-answered = At least { $n }% of new chats answered.
badge-rule-reply = Half of the answers within { $n } minutes.
badge-rule-average = An average rating of at least { $n }.
badge-rule-partners = Reviewed by at least { $n } people.
badge-rule-completed = At least { $n } agreements completed within a year.
badge-rule-completion = At least { $n }% of agreements completed.
badge-rule-missed = No report of a missed meeting within a year.
badge-rule-seen = Here within the last { $n } days.
badge-rule-lately = At least { $n } agreements completed within 60 days.
badge-present = Now: { $n }.
badge-present-percent = Now: { $n }%.
badge-present-minutes = Now: { $n } min.
badge-present-hours = Now: { $n } h.
badge-present-days = Now: { $n ->
    [one] 1 day
   *[other] { $n } days
}.
badge-present-days-ago = Last: { $n ->
    [one] 1 day
   *[other] { $n } days
} ago.
badge-present-today = Last: today.
badge-present-none = None yet.
