import { atEachCall, EXISTING_FOLDER } from './at-each-call';

atEachCall(EXISTING_FOLDER);
