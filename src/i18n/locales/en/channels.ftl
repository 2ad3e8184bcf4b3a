### By what a practice writes to its clients, and the short texts.

channels-title = Channels
channels-sub = E-mail and SMS to clients
channels-lead = Each message goes to a client once: by what they like to be written to, else as you set it here. Where a way fails, the next one is taken.
channels-mail = E-mail
channels-mail-from = From
channels-mail-replies = Answers go to
channels-mail-nowhere = Nowhere: the practice has no e-mail
channels-mail-mailbox = No mail server is set, so mail stays in the mailbox of this program.
channels-sms = SMS through a gateway of yours
channels-state-on = On
channels-state-off = Off
channels-about-russia = To phones in Russia and nearby
channels-about-world = To phones all over the world
channels-spent = { $n ->
    [one] Today: { $n } text, { $sum } of { $cap }
   *[other] Today: { $n } texts, { $sum } of { $cap }
}
channels-alarm-keys = Keys refused
channels-alarm-money = The gateway’s balance is empty
channels-alarm-refused = The gateway does not let you send
channels-alarm-cap = The day’s limit is spent

channels-instead = It takes the place of { $other }: one gateway at a time.
channels-login = Login
channels-login-hint = Leave it empty when you use an API key.
channels-login-wrong = Enter the login as the gateway has it
channels-account-email = E-mail of the account
channels-account-email-wrong = Enter the e-mail that you sign in to the gateway with
channels-account-sid = Account SID
channels-account-sid-hint = Begins with AC, 34 characters.
channels-account-sid-wrong = Enter the Account SID: AC and 32 characters
channels-secret = API key
channels-secret-smsc = Password or API key
channels-secret-twilio = Auth token
channels-sender = Sender
channels-sender-hint = A name that is registered with the gateway. Without one, texts come from the gateway’s own.
channels-sender-twilio = A number of yours at Twilio, or a messaging service that begins with MG.
channels-sender-missing = Enter the number that texts come from, like +1 415 555 0100
channels-cost = What it costs
channels-part = One part
channels-part-hint = By your tariff. It counts until the gateway tells the true price.
channels-cap = At most in a day
channels-cap-hint = When it is spent, messages go by e-mail, and you find a note in To do.
channels-sum-wrong = Enter a sum above zero, like 5.49
channels-sample = A reminder looks like this:
channels-sample-parts = { $n ->
    [one] It is sent in one part.
   *[other] It is sent in { $n } parts.
}
channels-sample-cost = { $n ->
    [one] It is sent in one part, about { $sum }.
   *[other] It is sent in { $n } parts, about { $sum }.
}
channels-first = SMS before e-mail
channels-first-hint = For clients who have not said what they like. Off: a text goes only where there is no e-mail, or where e-mail fails.
channels-trial = Send me a test
channels-trial-phone = Your phone
channels-trial-hint = One text goes out and costs what one costs.
channels-trial-send = Send a text
channels-trial-text = { $practice }: this is a test. SMS works.
channels-trial-sent = Sent to { $to }
channels-trial-number = The gateway does not send to this number
channels-trial-opted-out = Whoever has this number wants no texts
channels-trial-refused = The gateway refused. Check the sender and the account.
channels-trial-mail = Send me a test to { $to }
channels-trial-mail-failed = The mail server did not take it. Ask whoever runs this installation.
channels-trial-subject = A test from { $practice }
channels-trial-title = It works, { $name }
channels-trial-lead = This is how mail from { $practice } looks to clients.
channels-trial-action = Back to the channels
channels-test-balance = The connection works. Balance: { $sum }
channels-todo = SMS through { $name }
channels-todo-cap = { $why }: texts go by e-mail until midnight.
channels-todo-broken = { $why }. Meanwhile messages go by e-mail.
channels-todo-open = Open the settings

channels-unreached = No SMS arrives at this number
channels-unreached-wrong = The gateway says that the number cannot get texts. Messages go by other ways.
channels-unreached-opted-out = Whoever has this number asked for no more texts. Messages go by other ways.
channels-try-again = Try SMS again
channels-tried-again = SMS is tried again with the next message

channels-hook = News of delivery
channels-hook-sms-ru = Paste this address into SMS.ru under “Callback”: then you see which texts arrived, and what did not arrive goes by e-mail.
channels-by-sms = SMS

short-booked = { $who }: you are booked for { $when }.
short-restored = { $who }: your visit stands again, { $when }.
short-requested = { $who }: your request for { $when } has arrived. The answer follows.
short-deposit-asked = { $who }: pay the deposit to keep { $when }.
short-deposit-expired = { $who }: the deposit did not come in time, { $when } is free again. Another time:
short-moved = { $who }: your visit is moved to { $when }.
short-place = { $who }: your visit on { $when } is held at another place. See where:
short-cancelled = { $who }: your visit on { $when } is cancelled. Another time:
short-expired = { $who }: nobody could answer your request for { $when } in time. Another time:
short-reminder = { $who }: see you { $when }. Confirm, move or cancel:

audit-channels-connected = A gateway for messages was connected
audit-channels-disconnected = A gateway for messages was disconnected
audit-channels-changed = The settings of a gateway for messages were changed
audit-client-unreached = Messages do not reach a client’s number
