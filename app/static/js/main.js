// Everything works without this; it adds keys, live totals and warnings. One small module per concern.
import { startShortcuts } from "./shortcuts.js";
import { warnUnsaved } from "./unsaved.js";
import { startGrids } from "./grid.js";
import { startReveals } from "./reveal.js";
import { startProgress } from "./progress.js";
import { startAreas } from "./areas.js";
import { closeOnEscape, focusErrors } from "./details.js";

startShortcuts(document);
warnUnsaved(document);
startGrids(document);
startReveals(document);
startProgress(document);
startAreas(document);
closeOnEscape(document);
focusErrors(document);
