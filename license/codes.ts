/** One FlexNet error: what it says, and what an administrator can do about it. */
export interface FlexCode {
  readonly code: number;
  /** Without a full stop. */
  readonly text: string;
  readonly whatToDo: string;
}

/** Numbers and texts that administrators, scripts and monitoring know from FlexNet. */
const TABLE: readonly (readonly [number, string, string])[] = [
  [-1, 'Cannot find license file', 'Set LM_LICENSE_FILE or give -c with a file or port@host.'],
  [-2, 'Invalid license file syntax', 'Correct the line that the message names.'],
  [-3, 'No server for this feature', 'Add a SERVER and a VENDOR line, or ask the server that has the feature.'],
  [-4, 'Licensed number of users already reached', 'Wait, queue, or see with lmstat -f FEATURE who holds the seats.'],
  [-5, 'No such feature exists', 'Compare the feature name with lmstat -i.'],
  [-6, 'No TCP/IP port number in license file', 'Give every SERVER line of a triad a port.'],
  [-7, 'No socket connection to license manager', 'Check that the servers run and that no firewall is in between.'],
  [
    -8,
    'Invalid (inconsistent) license key or signature',
    'Put the line back as the vendor sent it, or ask the vendor for a new one.',
  ],
  [-9, 'Invalid host', 'Compare lmhostid with the HOSTID of the license line.'],
  [-10, 'Feature has expired', 'Ask the vendor for a new license.'],
  [-11, 'Invalid date format in license file', 'Write dates as dd-mmm-yyyy or permanent.'],
  [-12, 'Invalid returned data from license server', 'Check that client and server are of fitting versions.'],
  [-13, 'No SERVER lines in license file', 'Counted licenses need SERVER lines: add them.'],
  [-14, 'Cannot find SERVER host name in network database', 'Check the host names of the SERVER lines in DNS.'],
  [
    -15,
    'Cannot connect to license server system',
    'Check that the servers run, and the ports and firewalls in between.',
  ],
  [-16, 'Cannot read data from license server system', 'Try again; if it stays, see the debug log of the master.'],
  [-17, 'Cannot write data to license server system', 'Try again; if it stays, see the debug log of the master.'],
  [
    -18,
    'License server system does not support this feature',
    'Compare the feature with lmstat -a; reread the license if it was added.',
  ],
  [-19, 'Error in select system call', 'See the system error that follows.'],
  [
    -21,
    'License file does not support this version',
    'Ask for a version up to the one of the license line, or upgrade the license.',
  ],
  [
    -22,
    'Feature checking failure detected at license server',
    'Check that client and server read the same license file.',
  ],
  [-23, 'License server temporarily busy (new server connecting)', 'Try again in a moment.'],
  [-24, 'Users are queued for this feature', 'Queue as well, or wait.'],
  [-25, 'License server does not support this version of this feature', 'Compare the versions with lmstat -a.'],
  [-26, 'Request for more licenses than this feature supports', 'Ask for fewer licenses at a time, or buy more.'],
  [-29, 'Cannot find ethernet device', 'Use another kind of host id.'],
  [-30, 'Cannot read license file', 'Check the permissions of the file.'],
  [-31, 'Feature start date is in the future', 'Wait until the START date, or check the clock.'],
  [-32, 'No such attribute', 'Check the spelling of the attribute.'],
  [-33, 'Bad encryption handshake with license server', 'Check the certificates of both sides.'],
  [-34, 'Clock difference too large between client and license server system', 'Set both clocks by NTP.'],
  [-35, 'In the queue for this feature', 'Wait: the license comes when it is free.'],
  [
    -36,
    'Feature database corrupted in license server',
    'See the debug log; restore the damaged member from the other two.',
  ],
  [-37, 'Duplicate selection mismatch for this feature', 'Use one DUP_GROUP for the feature.'],
  [-38, 'User/host on EXCLUDE list for feature', 'See the EXCLUDE lines of the options file.'],
  [-39, 'User/host not on INCLUDE list for feature', 'See the INCLUDE lines of the options file.'],
  [-41, 'Feature was never checked out', 'Check the lease or handle with lmstat -a.'],
  [-42, 'Invalid parameter', 'Correct what the message names.'],
  [-52, 'Vendor daemon did not respond within timeout interval', 'See the debug log of the master.'],
  [-53, 'Checkout request rejected by vendor-defined checkout filter', 'Ask the vendor.'],
  [-61, 'Cannot read license file data from license server', 'Check that the server runs and serves a license.'],
  [-63, 'You are not a license administrator', "Use an administrator's certificate, or run it on the server itself."],
  [-64, 'lmremove request before the minimum lmremove interval', 'Wait and try again.'],
  [-67, 'No licenses to borrow', 'Wait until one is free, or see BORROW_LOWWATER in the options file.'],
  [-68, 'License BORROW support not enabled', 'The license line needs BORROW.'],
  [
    -77,
    'Bad version number must be floating-point number with no letters',
    'Write versions as a decimal number such as 2.300.',
  ],
  [-82, 'Invalid PACKAGE line in license file', 'Correct the PACKAGE line that the message names.'],
  [-83, 'FlexNet Licensing version of client newer than server', 'Upgrade the servers first.'],
  [-84, 'USER_BASED license has no specified users', 'Name the users with INCLUDE in the options file.'],
  [-85, "License server doesn't support this request", 'Upgrade the servers.'],
  [-87, 'Checkout exceeds MAX specified in options file', 'See the MAX lines of the options file.'],
  [-88, 'System clock has been set back', 'Set the clock right.'],
  [-89, 'This platform not authorized by license', 'Run it on a platform that the license line names.'],
  [-90, 'Future license file format or misspelling in license file', 'Check the spelling, or upgrade.'],
  [
    -92,
    'Feature removed during lmreread, or wrong SERVER line hostid',
    'See why the debug log says that the line is gone.',
  ],
  [
    -93,
    'This feature is available in a different license pool',
    'Ask for the version or attributes of the other pool.',
  ],
  [-95, 'Network connect to THIS_HOST failed', "Replace this_host by the server's real name."],
  [
    -96,
    'License server machine is down or not responding',
    'Start the servers: at least two of three must be up and see each other.',
  ],
  [-97, 'The desired vendor daemon is down', 'See the debug log; check the VENDOR line.'],
  [-100, 'Cannot remove a linger license', 'Wait until its linger time is over.'],
  [-101, 'All licenses are reserved for others', 'See the RESERVE lines of the options file.'],
  [-104, 'Attempt to borrow for longer than the limit', 'Ask for a shorter time; see MAX_BORROW_HOURS and BORROW.'],
  [-106, 'License server out of network connections', 'Raise MAX_CONNECTIONS or the limit of open files.'],
  [-114, 'SIGN= required but missing in license', 'Ask the vendor for a signed line.'],
  [-118, 'BORROW period has expired', 'Borrow again.'],
  [
    -119,
    'lmdown and lmreread must be run on license server machine',
    'Run it there, or use an administrator certificate.',
  ],
  [-120, 'Cannot lmdown the server when licenses are borrowed', 'Wait for their return, or use -force.'],
  [-123, 'Early return of borrowed licenses not supported', 'Wait until the borrow period is over.'],
  [-125, 'Attempt to checkout just a PACKAGE', 'Ask for one of its components.'],
];

/** Every FlexNet code that this project uses or meets, by number. */
export const FLEX_CODES: ReadonlyMap<number, FlexCode> = new Map(
  TABLE.map(([code, text, whatToDo]) => [code, { code, text, whatToDo }]),
);

/** The numbers that programs of this project raise, by name. */
export const FlexError = {
  CannotFindLicenseFile: -1,
  InvalidSyntax: -2,
  UsersReached: -4,
  NoSuchFeature: -5,
  NoPort: -6,
  BadSignature: -8,
  InvalidHost: -9,
  Expired: -10,
  InvalidDate: -11,
  NoServerLines: -13,
  CannotConnect: -15,
  CannotRead: -16,
  FeatureNotSupported: -18,
  VersionTooHigh: -21,
  Busy: -23,
  UsersQueued: -24,
  VersionNotSupported: -25,
  MoreThanSupported: -26,
  NotStarted: -31,
  ClockDifference: -34,
  Queued: -35,
  Excluded: -38,
  NotIncluded: -39,
  NeverCheckedOut: -41,
  InvalidParameter: -42,
  NotAdministrator: -63,
  RemoveTooEarly: -64,
  NothingToBorrow: -67,
  BorrowNotEnabled: -68,
  BadVersion: -77,
  InvalidPackage: -82,
  UserBasedWithoutUsers: -84,
  ExceedsMax: -87,
  ClockSetBack: -88,
  WrongPlatform: -89,
  UnknownFormat: -90,
  FeatureRemoved: -92,
  OtherPool: -93,
  ServerDown: -96,
  VendorDown: -97,
  CannotRemoveLinger: -100,
  AllReserved: -101,
  BorrowTooLong: -104,
  OutOfConnections: -106,
  SignatureMissing: -114,
  BorrowExpired: -118,
  OnlyOnServer: -119,
  Borrowed: -120,
  NoEarlyReturn: -123,
  JustAPackage: -125,
} as const;
export type FlexError = (typeof FlexError)[keyof typeof FlexError];

/** A system error behind a FlexNet error, as in `(-15,570:115 "Operation now in progress")`. */
export interface SystemError {
  readonly number: number;
  readonly text: string;
}

/** `Licensed number of users already reached. (-4,342)`: the form that scripts look for in output and logs. */
export function flexText(code: number, minor?: number, system?: SystemError): string {
  const text = FLEX_CODES.get(code)?.text ?? 'Unknown error';
  const second = minor === undefined ? '' : `,${minor}`;
  const third = system === undefined ? '' : `:${system.number} "${system.text}"`;
  return `${text}. (${code}${second}${third})`;
}

/** Exit status of a tool that ends with a FlexNet code: the number as an unsigned byte, -15 gives 241. */
export function exitStatus(code: number): number {
  return code & 0xff;
}
