// Booking, sign-in and everything else that strangers see.
import "./clock.js";
import "./countdown.js";
import "./dialogs.js";
import "./net.js";
import "./reveal.js";
import "./summary.js";
import "./toasts.js";
import "./zone.js";
