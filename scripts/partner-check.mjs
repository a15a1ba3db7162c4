// npm run partner-check: all that Orange does with a partner of Business Applications, done with a partner of your choice.
import { build, install } from './prepare.mjs';

install();
build();
await import('../bin/telephony-partner-check.mjs');
