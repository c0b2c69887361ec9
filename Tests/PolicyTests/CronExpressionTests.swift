import Policy
import Testing

@Suite struct CronExpressionTests {
  @Test(arguments: [
    "* * * * *", "0 22 * * mon-fri", "*/15 0-6/2 1,15 jan,JUL 0", "5 4 29 2 *", "0 0 31 1-12 *",
    "59 23 31 12 7", "0\t0  1 1 fri-sun", "0 0 30 2 1", "00 007 * * *",
  ])
  func `reads what crontab writes`(text: String) throws {
    #expect(try CronExpression(text).description == text)
  }

  @Test(arguments: [
    ("", "a cron expression has five fields, and this has 0"),
    ("* * * *", "a cron expression has five fields, and this has 4"),
    ("@daily", "a cron expression has five fields, and this has 1"),
    ("* * * * * *", "a cron expression has five fields, and this has 6"),
    ("60 * * * *", "the minute 60 is not between 0 and 59"),
    ("* 24 * * *", "the hour 24 is not between 0 and 23"),
    ("* * 0 * *", "the day of the month 0 is not between 1 and 31"),
    ("* * * 13 *", "the month 13 is not between 1 and 12"),
    ("* * * * 8", "the day of the week 8 is not between 0 and 7"),
    ("* * * january *", "the month `january` is not a number"),
    ("-1 * * * *", "the minute `` is not a number"),
    ("1, * * * *", "the minute `` is not a number"),
    ("1- * * * *", "the minute `` is not a number"),
    ("+1 * * * *", "the minute `+1` is not a number"),
    ("١ * * * *", "the minute `١` is not a number"),
    ("99999999999999999999 * * * *", "the minute `99999999999999999999` is not a number"),
    ("30-10 * * * *", "in the minute, the range 30-10 ends before it begins"),
    ("5/15 * * * *", "in the minute, 5/15 has a step but no range"),
    ("*/0 * * * *", "in the minute, the step of */0 is not a number above 0"),
    ("*/ * * * *", "in the minute, the step of */ is not a number above 0"),
    ("*/2/2 * * * *", "in the minute, the step of */2/2 is not a number above 0"),
    ("** * * * *", "the minute `**` is not a number"),
    ("0 0 30 2 *", "`0 0 30 2 *` never happens: no such month has such a day"),
    (
      "0 0 31 feb,apr,jun,sep,nov *",
      "`0 0 31 feb,apr,jun,sep,nov *` never happens: no such month has such a day"
    ),
  ])
  func `says what it cannot read`(text: String, reason: String) {
    let error = #expect(throws: CronError.self) { try CronExpression(text) }
    #expect(error?.reason == reason)
  }
}
