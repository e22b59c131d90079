# Accounts: sign up, sign in, passwords, settings.


## Sign in
signin-title = Sign in
signin-heading = Good to see you again
signin-lead = Your offers and chats are waiting.
signin-identifier = Phone number or email
signin-password = Password
signin-forgot = Forgot it?
signin-forgot-label = Forgot your password?
signin-submit = Sign in
signin-no-account = No account yet?
signin-signup = Sign up

## Sign up
signup-title = Sign up
signup-heading = Where do you start?
signup-lead = One account for selling and buying.
    .moneyless = One account for swapping.
signup-kind = Where do you want to start?
signup-kind-sell = I want to sell
    .moneyless = I have things to offer
signup-kind-sell-hint = Things lying idle
signup-kind-buy = I want to buy
    .moneyless = I am looking for things
signup-kind-buy-hint = Looking for second-hand
signup-name = Name
signup-name-hint = What others see. A first name is enough.
signup-contact-hint = Fill in one of them, or both. Nobody else sees them. Without an e-mail address a forgotten password cannot be reset yet; you can add one later in your account settings.
signup-email = Email
signup-phone = Phone number
signup-password = Password
signup-password-hint = At least 8 characters. A short sentence is easier to remember.
signup-terms-1 = I am 18 or older and agree to the
signup-terms-link = terms
signup-terms-2 = and the
signup-privacy-link = privacy notice
signup-submit = Sign up
signup-have-account = Already have an account?
signup-signin = Sign in

## Forgotten password
forgot-title = Forgot password
forgot-heading = Forgot your password?
forgot-lead = Enter the email of your account. We will send a link to set a new password.
forgot-email = Email
forgot-submit = Send the link
forgot-sent = If that email has an account, the link is on its way. Check your spam folder too.
forgot-back = Back to sign in
reset-title = New password
reset-heading = Set a new password
reset-lead = Once saved, all other devices are signed out of your account.
reset-password = New password
reset-submit = Save password

## Email verification
verify-title = Verify email
verify-sent-heading = Check your email
verify-sent-lead = We sent a link to { $email }. Open it to prove that the address is yours.
verify-sent-lead-plain = We sent a link to your email. Open it to prove that the address is yours.
verify-ask-heading = Confirm your e-mail
verify-ask-lead = One more step: press this button to prove that the address is yours.
verify-confirm = Yes, this is my e-mail
verify-done-heading = Email verified
verify-done-lead = Thank you, this address is proven to be yours.
verify-bad-heading = This link does not work
verify-bad-lead = It may have been used or have expired. Ask for a new one below.
verify-resend = Send the link again
verify-home = Go to the home page

## Account settings
settings-title = Account
settings-heading = Account settings
settings-profile = Profile
settings-name = Name
settings-bio = About you
settings-bio-hint = A sentence or two. Do not write phone numbers, addresses or bank accounts.
settings-region = Your place
settings-region-hint = Used for distances. Others only see it down to the district.
settings-language = Language
settings-language-id = Bahasa Indonesia
settings-language-en = English
settings-save = Save
settings-email = Email
settings-email-verified = Verified
settings-email-unverified = Not verified yet
settings-email-why = A verified address makes others trust you, and lets you back in when you forget your password.
settings-email-send = Send verification link
settings-phone = Phone number
settings-phone-why = A number that is not verified is removed from the account when the password is changed by e-mail.
settings-email-none = There is no email on this account yet.
settings-sessions = Signed-in devices
settings-sessions-hint = If you do not recognise one, sign it out and change your password.
settings-session-current = This device
settings-session-seen = Last active { $ago }
settings-session-revoke = Sign out
settings-session-revoke-label = Sign out { $device }
settings-consents = Your consents
settings-consents-hint = The documents you agreed to, their version and when.
settings-consent-line = Version { $version }, { $moment }
settings-consent-terms = Terms
settings-consent-privacy = Privacy notice
settings-consents-none = Nothing recorded yet.
settings-signout = Sign out
settings-password-link = Change password

## Development mailbox
mail-title = Outgoing mail
mail-lead = No mail server is set up, so mails are shown here. Only exists in development.
mail-to = To
mail-empty-title = No mail yet
mail-empty-text = Sign up or ask for a password link, the mail shows up here.

credentials-wrong-password = That is not your present password.
credentials-password-changed = The password was changed. Other devices are signed out.
credentials-email-changed = The e-mail address is saved. We sent a link to verify it.
credentials-phone-changed = The phone number is saved.
credentials-current = Present password
credentials-password-new = New password
credentials-password-hint = At least 8 characters. Other devices will be signed out.
credentials-forgot = Forgot your present password?
credentials-email-change = Change the e-mail address
credentials-email-add = Add an e-mail address
credentials-email-new = New e-mail address
credentials-phone-change = Change the phone number
credentials-phone-add = Add a phone number
credentials-phone-new = New phone number
mail-email-changed-subject = The e-mail address of your account at { $site } was changed
mail-email-changed-body =
    Hello,
    
    The e-mail address of your account at { $site } has just been changed, and this address is no longer used.
    
    If that was not you, contact us through { $link } as soon as you can.

account-why-sell = Sign in or sign up first to post an item.
account-why-liked = Sign in first to see what you like.
account-why-own = Sign in first to manage your items.
account-why-chats = Sign in first to open your chats.
account-why-orders = Sign in first to see your orders.
account-why-offer = One step left: sign up or sign in, then send your offer.
account-why-buy = One step left: sign up or sign in, then ask to buy.
account-why-barter = One step left: sign up or sign in, then put your barter together.
account-why-contact = Sign up or sign in first to contact the seller.
account-sign-up-first = No account yet? Sign up, it is quick.
