### Signing up and in, the account, the people of a practice, and the way through the settings.

settings-title = Settings
settings-practice = Practice
settings-hours = Working hours
settings-rules = Online booking
settings-services = Services and prices
settings-members = People and roles
settings-account = Your account
settings-practice-sub = Name, address, contacts, booking link
settings-hours-sub = Open from when to when, day by day
settings-overrides-sub = Holidays, days off, other hours on one day
settings-blocks-sub = Lunch, time for yourself, anything that repeats
settings-rules-sub = How early, how late, cancelling
settings-services-sub = What you do, how long it takes, what it costs
settings-members-sub = Who works here and what they may do
settings-account-sub = Name, language, e-mail, password, devices

## Signing up

signup-title = Start your practice
signup-lead = In a few minutes clients can book with you online.
signup-name = Your name
signup-name-hint = Clients see it on your booking page. You can change it later.
signup-button = Create account
signup-have-account = Already with us?
signup-mailed = We have sent a letter to { $email }. Press the button in it to confirm the address.
email-label = E-mail
email-required = Enter an e-mail address
name-required = Enter a name
password-required = Enter the password
password-label = Password
password-hint = At least 10 characters. A few random words work well.
password-too-long = Use a shorter password
password-too-common = Many people use this password. Choose another one.

## Signing in

login-title = Welcome back
login-lead = Sign in to open your day.
login-remember = This is my own device
login-remember-hint = You stay signed in for 30 days; otherwise for 12 hours at most.
login-forgot = Forgot your password?
login-no-account = New here?
login-start = Start a practice
login-back = Back to sign-in
login-wrong = The e-mail or the password is not right. Check both and try again.
login-locked = There were too many tries. Wait a quarter of an hour, or set a new password by e-mail.
login-code-title = One more step
login-code-lead = Open your authenticator app and enter the code it shows for Aureli Solo.
login-code-label = 6-digit code
login-code-wrong = This code does not fit, or it was used already. Wait for the next one and enter it.
login-code-recovery = Use a recovery code
login-code-app = Use a code from the app
login-recovery-lead = Enter one of the codes you kept when you turned on sign-in with a code. Each works once.
login-recovery-label = Recovery code
login-again = Sign in as someone else

## Passwords

confirm-title = Is it you?
confirm-lead = Before this change, enter your password once more.
confirm-or-code = Or a code from your app
confirm-or-code-hint = One of the two is enough
reset-title = New password
reset-lead = Tell us your e-mail and we will send you a link to set a new password.
reset-button = Send the link
reset-sent-title = Check your e-mail
reset-sent-text = If there is an account with this address, a letter with a link is on its way. The link works once, for half an hour.
reset-sent-hint = Nothing after a few minutes? Look among the spam, and check that the address was right.
reset-sent-again = Send it again
reset-edit-title = Set a new password
reset-edit-lead = Afterwards you are signed out on all devices and sign in with the new one.
reset-done = The new password is set. Sign in with it.
password-title = Change password
password-current = Current password
password-new = New password
password-save = Save password
password-end-others = Sign out on my other devices
password-changed = Password changed
password-wrong = This is not your current password

## Links in mails

link-dead-title = This link no longer works
link-dead-text = It was used already, or it is too old. Sign in to ask for a new one.
link-dead-renew = New link
link-dead-invitation = It was used already, or it is too old. Ask whoever invited you to send it again.
link-dead-reset = It was used already, or it is too old. Ask for a new one; it comes by e-mail.
verify-title = Confirm your e-mail
verify-text = Is { $email } your address? Then press the button.
verify-button = Yes, confirm
verify-done-title = Your e-mail is confirmed
verify-done-text = { $email } is yours. There is nothing more to do.
verify-join-title = You already have an account
verify-join-text = { $email } belongs to an account that was there before. We can add the practice you have just begun to it: { $practice }. You then sign in with your earlier password.
verify-join-button = Add to my account
verify-joined = The practice is now in your account. Sign in with your earlier password.
verify-change-title = Confirm your new e-mail
verify-change-text = From now on you sign in with { $to } instead of { $from }.
verify-change-button = Use this address
verify-change-done = Your e-mail is changed
verify-taken-title = This address has an account already
verify-taken-text = One address belongs to one account. Sign in with it, or choose another address for this account.

## Invitations

invitation-title = Join { $practice }
invitation-lead = { $email } is invited to this practice. Role: { $role }.
invitation-as = You join as { $name } ({ $email }).
invitation-sign-in = This address has an account already. Sign in, and you will come back here.
invitation-button = Accept the invitation
invitation-joined = Welcome to { $practice }

## Practices

tenants-title = Your practices
tenants-none = You belong to no practice at the moment. Begin your own, or ask for an invitation.
tenants-here = you are here
tenants-open = Open
tenants-open-one = Open { $name }
tenants-new = One more practice
tenants-name = Name of the practice
tenants-create = Begin a practice

## Account

account-name = Your name
account-about = About you
account-safety = Signing in
account-unverified = The address { $email } is not confirmed yet. Press the button in the letter we sent there.
account-unproved = No mail about bookings goes to { $email } until you confirm it: press the button in the letter we sent there.
account-other-email = Change the address
account-verify-again = Send the letter again
account-password-sub = Change it
account-factor-on = On
account-factor-off = Off. Turn it on to keep strangers out even if they learn your password
account-sessions-sub = Where you are signed in
account-tenants-sub = { $n ->
    [one] { $n } practice
   *[other] { $n } practices
}
email-title = Change e-mail
email-now = You sign in with { $email }.
email-new = New e-mail
email-new-hint = We send a link there. The address changes when you press the button in the letter.
email-button = Send the link
email-same = This is your address already
email-mailed = We have sent a letter to { $email }. The address changes when you press the button in it.

second-factor-title = Sign-in with a code
second-factor-lead = Besides the password you enter a code from an app on your phone. Whoever learns your password still cannot get in.
second-factor-apps = You need an authenticator app, such as Google Authenticator, Microsoft Authenticator, 2FAS or Aegis.
second-factor-begin = Set up
second-factor-scan = 1. Scan this with the app
second-factor-picture = Picture with the key for the app
second-factor-here = The app is on this device
second-factor-by-hand = Or type the key into the app:
second-factor-then = 2. Enter the code the app shows
second-factor-enable = Turn on
second-factor-code-wrong = This code does not fit. Check the time on your phone and enter the code the app shows now.
second-factor-is-on = Sign-in with a code is on
second-factor-left = { $n ->
    [0] All recovery codes are used. Make new ones, or a lost phone locks you out.
    [one] { $n } recovery code is left, for the day you do not have your phone.
   *[other] { $n } recovery codes are left, for the day you do not have your phone.
}
second-factor-renew = Make new recovery codes
second-factor-disable-title = Turn it off
second-factor-disable-text = Then the password alone is enough to sign in.
second-factor-disable = Turn off
second-factor-disabled = Sign-in with a code is off
recovery-title = Recovery codes
recovery-text = Keep these codes where only you find them: print them or put them into your password manager. If you lose your phone, each lets you in once. They are not shown again.
recovery-done = I have kept them

sessions-title = Devices
sessions-lead = Here you are signed in. If you do not know one of these, sign it out and change your password.
sessions-end-others = Sign out everywhere else
session-this = this one
session-unknown = Unknown device
session-seen = last used { $day }, { $time }
session-end = Sign out
session-end-one = Sign out { $device }
session-ended = Signed out there
session-others-ended = Signed out everywhere else

## People and roles

members-count = { $n ->
    [one] { $n } person
   *[other] { $n } people
}
members-invitations = Invited
members-until = invitation until { $day }
members-revoke = Withdraw
members-revoke-one = Withdraw the invitation of { $email }
members-revoked = Invitation withdrawn
members-invite-title = Invite someone
members-invite-lead = They get a letter with a link that works for seven days.
members-invite = Send invitation
members-invited = Invitation sent to { $email }
members-already = This person is here already
members-prove-first = Prove your e-mail address first: open the link in the mail we sent you, or ask for a new one under “Account”. Then you can invite people.
members-remove-title = Remove from the practice
members-remove-text = { $name } will no longer be able to open this practice. Visits and clients stay as they are.
members-remove = Remove
members-removed = { $name } is no longer in this practice
members-last-owner = A practice needs an owner. Make someone else the owner first.

role-label = Role
role-owner = Owner
role-owner-about = May do everything, also invite people and change roles
role-manager = Manager
role-manager-about = Runs the practice: calendar, clients, services, hours, settings
role-operator = Operator
role-operator-about = Works with the calendar and the clients, sends invoices, takes payments
role-content = Content
role-content-about = Describes and prices the services; sees no clients
role-finance = Finance
role-finance-about = Sends invoices, takes payments, gives money back, changes legal details; sees visits and clients without phones and e-mails
role-integrations = Integrations
role-integrations-about = Connects other programs; sees no clients
role-read-only = Viewer
role-read-only-about = Sees the calendar, invoices and payments, and clients without phones and e-mails; changes nothing

## Letters about the account

account-mail-foot = You get this letter because your address was entered at Aureli Solo.
account-mail-alarm-note = If it was not you, set a new password at once: somebody else has got into your account.
account-mail-verify-subject = Confirm your e-mail
account-mail-verify-lead = { $name }, welcome to Aureli Solo. Press the button to confirm that this address is yours.
account-mail-verify-button = Confirm the address
account-mail-verify-note = The link works for three days. If you did not sign up, do nothing: without the confirmation the address belongs to nobody.
account-mail-known-subject = You already have an account
account-mail-known-lead = { $name }, somebody has just signed up with this address, and you have had an account with it before. If it was you, add the new practice to your account, or simply sign in with your earlier password.
account-mail-known-button = Add the practice to my account
account-mail-known-note = If it was not you, do nothing: your account is as it was.
account-mail-reset-subject = Set a new password
account-mail-reset-lead = { $name }, press the button to set a new password.
account-mail-reset-button = Set a new password
account-mail-reset-note = The link works once, for half an hour. If you did not ask for it, do nothing: your password stays as it is.
account-mail-change-subject = Confirm your new e-mail
account-mail-change-lead = { $name }, press the button to sign in with this address from now on.
account-mail-change-button = Use this address
account-mail-change-note = The link works for one day. If you did not ask for it, do nothing.
account-mail-changed-subject = Your e-mail was changed
account-mail-changed-lead = { $name }, your account now has another e-mail address. This one is no longer used.
account-mail-password-subject = Your password was changed
account-mail-password-lead = { $name }, the password of your account has just been changed.
account-mail-password-button = It was not me: set a new password
account-mail-factor-on-subject = Sign-in with a code was changed
account-mail-factor-on-lead = { $name }, sign-in with a code is on, and new recovery codes were made for your account.
account-mail-factor-off-subject = Sign-in with a code was turned off
account-mail-factor-off-lead = { $name }, from now on the password alone is enough to sign in to your account.
account-mail-warning-subject = Somebody is trying to sign in
account-mail-warning-lead = { $name }, there were several wrong passwords in a row for your account. We have stopped the tries from there for a while; you can still sign in from your own devices.
account-mail-warning-button = Set a new password
account-mail-warning-note = If it was you, just wait a quarter of an hour. Otherwise your password still holds; make it long and use it nowhere else.
account-mail-invite-subject = Invitation to { $practice }
account-mail-invite-lead = { $who } invites you to { $practice } at Aureli Solo. Your role: { $role }.
account-mail-invite-lead-own = { $who } invites you to work in their practice at Aureli Solo. Your role: { $role }.
account-mail-invite-button = See the invitation
account-mail-invite-note = The link works for seven days. If you do not know who this is, do nothing.

# The log
settings-audit = Log
settings-audit-sub = Who did what, and when
audit-by-user = Somebody who is not here any more
audit-by-client = A client
audit-by-system = By itself
audit-by-api = A program
audit-tenant-created = The practice was made
audit-tenant-updated = The practice’s settings were changed
audit-member-invited = A person was invited
audit-member-joined = A person joined
audit-member-changed = A person’s role or invitation was changed
audit-member-removed = A person was removed
audit-user-signed-in = Signed in
audit-user-sign-in-failed = A sign-in failed
audit-user-signed-out = Signed out
audit-user-password-changed = A password was changed
audit-user-email-changed = An e-mail address was changed
audit-user-second-factor-changed = The second step of signing in was changed
audit-service-created = A service was added
audit-service-updated = A service was changed
audit-service-deleted = A service was deleted
audit-schedule-updated = Hours or times off were changed
audit-client-created = A client was added
audit-client-updated = A client’s card was changed
audit-appointment-created = A visit was booked
audit-appointment-status-changed = A visit’s status was changed
audit-appointment-moved = A visit was moved
audit-appointment-updated = A visit was changed
audit-appointment-client-confirmed = A client said they are coming
audit-message-sent = A message was sent
audit-message-failed = A message could not be delivered
audit-message-reworded = The words of a message were changed
audit-message-stopped = A message was stopped
audit-message-released = A stopped message was let go
audit-message-template-changed = The words of messages were changed
audit-media-added = Files were added
audit-media-updated = A file was changed
audit-media-deleted = A file was deleted
audit-media-restored = A file was restored
audit-media-original-read = An original was downloaded
audit-media-published = A file was published
audit-media-unpublished = A file was taken off the public page
audit-portfolio-arranged = The order of photos on the public page was changed
audit-media-shared = A file was shared
audit-media-share-revoked = A shared link was revoked
audit-client-noted = A note on a client was changed
audit-client-tagged = A client’s tags were changed
audit-client-blocked = A client was blocked
audit-client-unblocked = A client was unblocked
audit-client-refused = A blocked client was turned away
audit-client-marketing-changed = A client’s consent to advertising was changed
audit-client-page-sent = A client was sent the link to their page
audit-client-exported = The data of a client was exported
audit-client-erased = A client was erased
audit-client-locked = A client’s card was locked
audit-client-unlocked = A client’s card was unlocked
audit-practice-exported = All data was exported
audit-privacy-rules-changed = The rules of how long what is kept were changed
audit-form-created = A form was made
audit-form-updated = A form was changed
audit-form-published = A version of a form was published
audit-consent-requested = A signature was asked for
audit-consent-sent = A link to sign was sent
audit-consent-dropped = A request to sign was taken back
audit-consent-handed-over = The device was handed over to sign
audit-consent-signed = A form was signed
audit-consent-read = Signed answers were read
audit-consent-withdrawn = A consent was withdrawn
audit-consent-expired = A consent ran out
audit-consent-erased = A signed document was destroyed
audit-client-subject-changed = What a client’s visits are about was changed
audit-client-linked = A client’s family was changed
audit-waitlist-joined = A client joined the waitlist
audit-waitlist-changed = A wish on the waitlist was changed
audit-waitlist-left = A client is off the waitlist
audit-waitlist-offered = A free time was offered to the waitlist
audit-waitlist-declined = An offered time was declined
audit-waitlist-booked = A client from the waitlist has a visit
audit-client-medical-noted = A client’s medical notes were changed
audit-client-medical-read = A client’s medical notes were read
audit-client-merged = Two cards were merged
audit-client-unmerged = Two cards were separated again
audit-client-fields-changed = The card’s own fields were changed
audit-clients-imported = Clients were imported
audit-clients-exported = The list of clients was exported
audit-clients-mailed = A message to many clients was sent
audit-clients-mailing-stopped = A message to many clients was stopped
audit-clients-tagged = Tags of many clients were changed
audit-clients-import-undone = The import of a client list was undone
audit-tag-changed = A tag was renamed, joined or deleted
