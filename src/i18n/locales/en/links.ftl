### What a link in a message opens: the visit and what can be done with it.

links-confirm = I’m coming
links-coming = You are coming
links-thanks = Thank you, { $practice } knows that you are coming.
links-is-request = { $practice } has not answered your request yet. The time is kept for you meanwhile.
links-is-cancelled = This visit is cancelled. { $practice } has other times for you.
links-is-expired = No answer came in time. { $practice } has other times for you.
links-is-over = This visit is over. { $practice } will be glad to see you again.
links-has-begun = This visit has begun, so it cannot be changed here any more. Call { $practice } if something came up.
links-has-begun-already = This visit has begun, so it cannot be cancelled here any more.

links-choices = Other choices
links-move-title = Move to another time
links-move = Choose another time. The old one is given up when you tap the new one.
links-move-until = You can move or cancel freely until { $until }. The old time is given up when you tap a new one.
links-move-late = Moving was free until { $until }. You can still move; it will be noted as late. The old time is given up when you tap a new one.
links-cancel-title = Cancel the visit
links-cancel-late = Cancelling was free until { $until }. You can still cancel; it will be noted as late.
links-cancel-button = Cancel the visit
links-cancel-late-button = Cancel anyway
links-reason = Would you tell { $practice } why?
links-yours = This link is yours alone. Anyone who has it can change the visit, so please don’t forward it.

links-confirmed = Thank you. We are expecting you.
links-cancelled = The visit is cancelled.
links-move-back = Back to { $when }
links-restore = I am coming after all
links-restored = Good: your visit stands again.
links-restore-text = Tapped by mistake? For 15 minutes you can take it back.
links-moved = The visit is moved: { $when }
links-move-asks = After a move, { $practice } confirms the new time.
links-asked-to-move = Asked for { $when }: you will get an answer

links-gone-title = This link has done its work
links-gone-text = It is too old, or a newer message brought a newer one. Open the link in the latest message, or book again.
links-closed-title = { $practice } is closed
links-closed-text = This practice takes no more visits through Aureli Solo. Nothing can be changed here.
links-unknown-title = This link leads nowhere
links-unknown-text = Part of it may be missing. Copy the whole link from the message, or open it there.
