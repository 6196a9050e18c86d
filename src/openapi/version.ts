/** Version of the API, `info.version` of its document: a breaking change raises the first number, an addition the second. */
export const API_VERSION = '1.1.0';
