/// The tables of the index.
///
/// Times are milliseconds since 1970; commits and digests are hex digits.
enum IndexSchema {
  /// Counts up with each change of the tables: an index of another version is made again.
  static let version = 4

  static let tables = """
    CREATE TABLE meta(name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE commits(
      number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, time INTEGER NOT NULL,
      author TEXT NOT NULL, signer TEXT, subject TEXT NOT NULL, key TEXT, signers TEXT NOT NULL,
      required INTEGER NOT NULL, duty TEXT NOT NULL);
    CREATE INDEX commits_time ON commits(time);
    CREATE TABLE lines(
      id INTEGER PRIMARY KEY, ledger TEXT NOT NULL, sequence INTEGER NOT NULL,
      commit_id TEXT NOT NULL, time INTEGER NOT NULL, kind TEXT NOT NULL, summary TEXT NOT NULL,
      signer TEXT NOT NULL, key TEXT NOT NULL, digest TEXT NOT NULL, UNIQUE(ledger, sequence));
    CREATE INDEX lines_commit ON lines(commit_id);
    CREATE INDEX lines_signer ON lines(signer, key, ledger, kind, time);
    CREATE TABLE verdicts(
      line INTEGER PRIMARY KEY, commit_id TEXT NOT NULL, image TEXT, digest TEXT,
      passed INTEGER NOT NULL, reason TEXT NOT NULL, time INTEGER NOT NULL,
      diagnostics TEXT NOT NULL);
    CREATE INDEX verdicts_commit ON verdicts(commit_id, line) WHERE image IS NULL;
    CREATE INDEX verdicts_passed ON verdicts(passed, time);
    CREATE TABLE callouts(
      verdict INTEGER NOT NULL, commit_id TEXT NOT NULL, kind TEXT NOT NULL, requirement TEXT,
      image TEXT, time INTEGER NOT NULL, message TEXT NOT NULL, place TEXT NOT NULL);
    CREATE INDEX callouts_verdict ON callouts(verdict);
    CREATE INDEX callouts_commit ON callouts(commit_id);
    CREATE TABLE rebuilds(
      line INTEGER PRIMARY KEY, commit_id TEXT NOT NULL, image TEXT NOT NULL,
      digest TEXT NOT NULL, passed INTEGER NOT NULL, reason TEXT NOT NULL,
      time INTEGER NOT NULL);
    CREATE INDEX rebuilds_digest ON rebuilds(digest, commit_id);
    CREATE TABLE builds(
      line INTEGER PRIMARY KEY, commit_id TEXT NOT NULL, image TEXT NOT NULL,
      digest TEXT NOT NULL, time INTEGER NOT NULL, tenant TEXT, not_after INTEGER,
      requirements TEXT);
    CREATE INDEX builds_image ON builds(image, digest);
    CREATE INDEX builds_digest ON builds(digest);
    CREATE INDEX builds_commit ON builds(commit_id, image);
    CREATE TABLE requirements(
      build INTEGER NOT NULL, name TEXT NOT NULL, PRIMARY KEY(build, name)) WITHOUT ROWID;
    CREATE INDEX requirements_name ON requirements(name, build);
    CREATE TABLE events(
      line INTEGER PRIMARY KEY, commit_id TEXT NOT NULL, host TEXT NOT NULL, image TEXT NOT NULL,
      instance TEXT NOT NULL, digest TEXT NOT NULL, event TEXT NOT NULL, time INTEGER NOT NULL,
      detail TEXT NOT NULL, rolled_back INTEGER NOT NULL);
    CREATE INDEX events_instance ON events(host, image, instance, time);
    CREATE INDEX events_event ON events(event, time);
    CREATE TABLE tests(
      line INTEGER PRIMARY KEY, commit_id TEXT NOT NULL, host TEXT, image TEXT NOT NULL,
      digest TEXT NOT NULL, result TEXT NOT NULL, time INTEGER NOT NULL);
    CREATE INDEX tests_failed ON tests(host, digest) WHERE result <> 'PASSED';
    CREATE TABLE fleet_events(
      line INTEGER PRIMARY KEY, commit_id TEXT NOT NULL, event TEXT NOT NULL, actor TEXT NOT NULL,
      time INTEGER NOT NULL, detail TEXT NOT NULL, image TEXT, ends INTEGER,
      signer TEXT, key TEXT);
    CREATE TABLE runs(
      id INTEGER PRIMARY KEY, host TEXT NOT NULL, image TEXT NOT NULL, instance TEXT NOT NULL,
      digest TEXT NOT NULL, commit_id TEXT NOT NULL, build INTEGER, since INTEGER NOT NULL,
      enforced INTEGER, until INTEGER, ended TEXT);
    CREATE INDEX runs_place ON runs(host, image, since);
    CREATE INDEX runs_image ON runs(image, since);
    CREATE INDEX runs_since ON runs(since, until);
    CREATE INDEX runs_build ON runs(build);
    """
}
