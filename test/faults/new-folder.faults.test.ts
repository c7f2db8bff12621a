import { atEachCall, NEW_FOLDER } from './at-each-call';

atEachCall(NEW_FOLDER);
