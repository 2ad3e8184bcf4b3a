// Signed-in pages. Every page works without these; they only take waiting and way out of it.
// No texts here: words stand in the markup, so that they follow the page's language.
import "./calm.js";
import "./compare.js";
import "./copy.js";
import "./dialogs.js";
import "./drag.js";
import "./focus.js";
import "./live.js";
import "./net.js";
import "./newtime.js";
import "./nowline.js";
import "./offline.js";
import "./palette.js";
import "./panel.js";
import "./practice.js";
import "./reveal.js";
import "./shortcuts.js";
import "./span.js";
import "./strip.js";
import "./summary.js";
import "./theme.js";
import "./toasts.js";
import "./upload.js";
