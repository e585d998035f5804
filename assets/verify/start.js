// Where the page begins. WORDS is put before this by assets/build.py.

import { Page } from "./page.js";

/* global WORDS -- the sentences of healthapp/ledger, in every language */
new Page(window, WORDS).start();
