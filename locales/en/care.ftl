# Reports, sanctions, appeals, and the panel of the staff.

staff-panel = Staff panel
staff-overview = Overview
staff-reports = Reports
staff-appeals = Appeals
staff-members = People
staff-not-on-these = You cannot act on this account.
attention-title = What needs attention
attention-none = Nothing is waiting. All is well.
attention-incident = { $n } incident is recorded
attention-hint-incident = Deadlines of deals wait until the incident is ended.
attention-disputes = { $n } open disputes
attention-hint-disputes = The most urgent first.
attention-reports = { $n } reports waiting
attention-hint-reports = Fraud and prohibited goods within 4 hours, others within 24.
attention-appeals = { $n } appeals waiting
attention-hint-appeals = Answered within 3×24 hours, by somebody else where possible.
attention-failed-payouts = { $n } payouts failed within 7 days
attention-hint-failed-payouts = The money is back in the balances of its owners.
attention-dead-jobs = { $n } jobs gave up
attention-hint-dead-jobs = See them with tawar jobs list, repeat them with tawar jobs retry.
figures-title = Figures of the site
figure-users = Accounts
figure-listings = Active listings
figure-open-deals = Open deals
figure-completed-deals = Completed deals
figure-held = Money held
figure-hours-to-ruling = Median hours to a ruling
charts-title = The last 30 days
chart-users = New accounts
chart-listings = New listings
chart-rooms = New chats
chart-offers = Offers
chart-deals = Deals
reports-waiting = Waiting
reports-decided = Decided
reports-none = There are no reports here.
reports-all = All reports
report-count = { $n ->
    [one] { $n } person
   *[other] { $n } people
 } reported it
report-target-listing = Listing
report-target-user = Account
report-target-message = Chat message
report-target-review = Review
report-status-pending = Waiting
report-status-reviewed = Reviewed
report-status-actioned = Acted on
report-reason-palsu = Fake or misleading
report-reason-spam = Spam
report-reason-penipuan = Fraud
report-reason-barang-terlarang = Prohibited goods
report-reason-kasar = Abusive or harassing
report-reason-mangkir = Did not keep appointments
report-reason-lainnya = Something else
report-hint-palsu = Counterfeit, somebody else’s photos, or not as described
report-hint-spam = The same listing or message over and over
report-hint-penipuan = Asks for transfers outside, for codes, or poses as somebody else
report-hint-barang-terlarang = Weapons, drugs, protected animals, and the like
report-hint-lainnya = Tell us below
report-decision-dismiss = Nothing wrong
report-decision-remove = Remove
report-decision-warn = Warn
report-decision-mute = Mute
report-decision-suspend = Suspend
report-decision-ban = Ban
report-message-palsu = What you posted is not as it says. Post only what you own, with true photos and descriptions.
report-message-spam = You sent the same thing over and over. Once for each item is enough.
report-message-penipuan = Your way of trading puts others at risk. Payments and agreements go through the site, or in person.
report-message-barang-terlarang = This may not be traded here. Please read the list of prohibited goods.
report-message-lainnya = This breaks the rules of the site. Please read the rules for sellers and buyers again.
report-owner-message = Message to the owner, if something is done
report-due = To be decided
report-list = What was reported
report-doubtful = often reports without ground
report-earlier = { $n ->
    [one] { $n } earlier sanction
   *[other] { $n } earlier sanctions
 }
report-open-target = Open
report-decide = Decide
report-decide-button = Save the decision
report-ladder = The next step of the ladder of sanctions:
report-done = The decision is saved. The reporters are told, and the owner if something was done.
report-decided = This report is decided already, or changed since you opened it.
report-decision-unknown = Choose one of the decisions.
report-involved = You are involved in this report. Let somebody else decide.
ladder-warning = a warning
ladder-mute = muted for { $days } days
ladder-suspend = suspended for { $days } days
ladder-note = a note
ladder-ban = a ban
sanction-note = Internal note
sanction-warning = Warning
sanction-mute = Muted
sanction-suspend = Suspended
sanction-ban = Banned
sanction-days = How many days (mute and suspend)
sanction-message = Message (read by the person, except internal notes)
sanction-message-length = Write the message, { $min }–{ $max } characters.
sanction-until-range = Mutes and suspensions need an end, 1 hour to 1 year; others have none.
sanction-kind-unknown = Choose one of the sanctions.
sanction-kind = Sanction
sanction-reason = Reason
sanction-impose = Impose the sanction
sanction-done = Saved, and in force now.
sanction-lift = Lift
sanction-lifted = The sanction is lifted.
sanction-lifted-at = Lifted { $moment }
sanction-until = until { $moment }
members-search = Name, email or phone number
members-find = Search
members-none = Nobody matches.
members-all = Everybody
member-suspended = Suspended
member-muted = Muted
member-moderator = Moderator
member-owner = Owner of the site
member-sold = { $n } sold
member-history = History of sanctions
member-no-sanctions = Never sanctioned.
member-takedowns = { $n } listings taken down
member-appeals = { $n } appeals
member-cases = Reports about them
member-facts = Deals and devices
member-devices = Devices
member-no-devices = Nobody is signed in.
member-linked = Other accounts in the same browser
member-no-linked = None.
member-acts = What staff did
deal-tally-pending = { $n } deals asked
deal-tally-deal = { $n } deals agreed
deal-tally-shipped = { $n } deals shipped
deal-tally-delivered = { $n } deals delivered
deal-tally-completed = { $n } deals completed
deal-tally-cancelled = { $n } deals cancelled
deal-tally-disputed = { $n } deals disputed
listing-tally-draft = { $n } listings draft
listing-tally-active = { $n } listings active
listing-tally-kept = { $n } listings barter only
listing-tally-reserved = { $n } listings reserved
listing-tally-sold = { $n } listings sold
listing-tally-inactive = { $n } listings withdrawn
listing-tally-expired = { $n } listings expired
listing-tally-removed = { $n } listings taken down
appeals-none = No appeals are waiting.
appeal-answer = Answer to them
appeal-grant = Grant
appeal-deny = Deny
appeal-done = The answer is sent.
appeal-other = You decided it then. Somebody else of the staff answers the appeal.
appeal-decided = This appeal is answered already.
appeal-over = This decision is not in force any more.
appeal-once = You have appealed against this already.
appeal-text-length = Write { $min }–{ $max } characters.
appeal-takedown = Listing taken down: { $title }
appeal-sent = The appeal is sent. Staff looks at it again within 3×24 hours.
report-short = Report
report-title-listing = Report this listing
report-title-user = Report this account
report-title-message = Report this message
report-title-review = Report this review
chat-report = Report
report-intro = Staff reads every report. Who is reported does not learn who reported it.
report-reason = What is wrong?
report-reason-unknown = Choose one of the reasons.
report-text = Tell us more
report-text-length = At most { $max } characters.
report-text-missing = Tell us what is wrong.
report-send = Send the report
report-sent = Thank you. What comes of it is in “My reports”.
report-after = Fraud and prohibited goods come first: our target is 4 hours, for everything else 24.
report-own = This is your own.
own-reports = My reports
own-reports-none = You have not reported anything.
report-outcome-pending = Staff is looking at it.
report-outcome-reviewed = It was looked at: we found nothing that breaks the rules.
report-outcome-actioned = It was acted on. Thank you for looking after this market.
rulings-title = Decisions of the staff
rulings-intro = What staff decided about your account, and why. If you disagree, you may ask for another look.
rulings-none = There are no decisions about your account.
rulings-mark-read = I have read it
rulings-read = Thank you for reading.
ruling-over = over
ruling-appeal = Your appeal
ruling-appeal-due = Answered by { $moment } at the latest.
ruling-appeal-granted = Granted.
ruling-appeal-denied = Not granted.
ruling-may-appeal = Do you disagree? Appeal
ruling-appeal-text = Why is this decision wrong?
ruling-appeal-send = Send the appeal
ruling-note = Staff decided something about your account.
ruling-note-read = Read it
message-muted = You are muted and cannot send messages for now. The reason is in “Decisions of the staff” of your account.
offer-muted = You are muted and cannot make offers for now. The reason is in “Decisions of the staff” of your account.
listing-not-removed = This listing is not taken down.
said-suspended = The account of { $name } is suspended by staff until { $when }. The deadlines of this deal go on; if something goes wrong, complain on the page of the order.
said-banned = The account of { $name } is banned by staff. The deadlines of this deal go on; if something goes wrong, complain on the page of the order.
audit-action-sanctioned = imposed a sanction
audit-action-lifted = lifted a sanction
audit-action-restored = restored a listing
audit-action-decided-report = decided a report
audit-action-decided-appeal = decided an appeal
audit-action-looked-at-member = opened the file of a member
mail-sanction-warning-subject = { $site }: a warning about your account
mail-sanction-warning-body = 
    Hello,

    Staff warns you:

    { $message }

    Read why, and appeal if you disagree:
    { $link }

    Regards,
    { $site }
mail-sanction-mute-subject = { $site }: you are muted for a time
mail-sanction-mute-body = 
    Hello,

    Until { $end } you can neither send messages nor make offers. Open orders can still be finished.

    { $message }

    Read why, and appeal if you disagree:
    { $link }

    Regards,
    { $site }
mail-sanction-suspend-subject = { $site }: your account is suspended
mail-sanction-suspend-body = 
    Hello,

    Until { $end } you cannot sign in, and your listings are not shown.

    { $message }

    Read why, and appeal if you disagree:
    { $link }

    Regards,
    { $site }
mail-sanction-ban-subject = { $site }: your account is banned
mail-sanction-ban-body = 
    Hello,

    You cannot sign in any more, and your listings are not shown.

    { $message }

    Read why, and appeal if you disagree:
    { $link }

    Regards,
    { $site }
mail-takedown-subject = { $site }: your listing is taken down
mail-takedown-body = 
    Hello,

    Your listing “{ $title }” was taken down by staff.

    { $message }

    Read why, and appeal if you disagree:
    { $link }

    Regards,
    { $site }
mail-sanction-lifted-subject = { $site }: a sanction is lifted
mail-sanction-lifted-body = 
    Hello,

    A sanction on your account is lifted.

    { $link }

    Regards,
    { $site }
mail-report-subject = { $site }: what came of your report
mail-report-actioned-body = 
    Hello,

    What you reported was acted on. Thank you for looking after this market.

    { $link }

    Regards,
    { $site }
mail-report-reviewed-body = 
    Hello,

    We looked at what you reported and found nothing that breaks the rules. If something new happens, please report it again.

    { $link }

    Regards,
    { $site }
mail-appeal-subject = { $site }: the answer to your appeal
mail-appeal-granted-body = 
    Hello,

    Your appeal is granted.

    { $answer }

    { $link }

    Regards,
    { $site }
mail-appeal-denied-body = 
    Hello,

    Your appeal is not granted.

    { $answer }

    { $link }

    Regards,
    { $site }
audit-action-looked-at-report = opened a report
