// Everything a page does by itself. Each part looks for its own marks and leaves a page without them alone;
// a page on which this file never arrives still works.
import { startAsk } from "./ask.js";
import { startAudit } from "./audit.js";
import { startAutosave } from "./autosave.js";
import { startChart } from "./chart.js";
import { startDefine } from "./define.js";
import { guardForms } from "./double.js";
import { focusWhatMatters } from "./focus.js";
import { startIdle } from "./idle.js";
import { startLookalike } from "./lookalike.js";
import { startReveal } from "./reveal.js";
import { startTypeahead } from "./typeahead.js";
import { startWatch } from "./watch.js";

startReveal(document);
const forms = startAutosave(window);
startReveal.refresh(document);
startChart(document);
startDefine(document);
startAsk(document);
startTypeahead(window);
startLookalike(window);
startAudit(window);
startWatch(window);
startIdle(window, forms);
guardForms(document);
focusWhatMatters(document);
