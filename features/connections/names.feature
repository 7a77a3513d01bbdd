Feature: Usernames
  Any string but the empty one is a username. Names that are special in some programming
  language, or that look like another name, are ordinary names.

  @AUTH-2
  Scenario Outline: A username that means something elsewhere: <username>
    Given a new connection "stranger"
    When "stranger" signs in as <username>
    Then "stranger" receives a good report for "auth_special"

    Examples:
      | username      |
      | "constructor" |
      | "__proto__"   |
      | "null"        |
      | "007"         |

  @AUTH-2
  Scenario Outline: A username is written with escapes: <username>
    Given a new connection "stranger"
    When "stranger" sends the body {"header":{"scope":"client","authentication":{"username":<username>,"password":<password>}},"payload":{}}
    Then "stranger" receives a good report for "auth_special"

    Examples:
      | username       | password                   |
      | "al\u0069ce"   | "secret\u0020of alice"     |
      | "\ud800\udc00" | "secret of \ud800\udc00"   |

  @AUTH-3
  Scenario: A username that only looks like a user's is refused
    Given a new connection "stranger"
    When "stranger" sends the body {"header":{"scope":"client","authentication":{"username":"zoe","password":"secret of zoë"}},"payload":{}}
    Then "stranger" is cut off

  @AUTH-3
  Scenario Outline: A password that only looks like the user's is refused: <password>
    Given a new connection "stranger"
    When "stranger" sends the body {"header":{"scope":"client","authentication":{"username":<username>,"password":<password>}},"payload":{}}
    Then "stranger" is cut off

    Examples:
      | username | password               |
      | "zoë"    | "secret of zoe\u0308"  |
      | "\ufffd" | "secret of \udc00"     |

  @AUTH-4
  Scenario: An unknown username that means something elsewhere is refused like any other
    Given a new connection "stranger"
    When "stranger" sends the body {"header":{"scope":"client","authentication":{"username":"toString","password":"wrong"}},"payload":{}}
    Then "stranger" is cut off with an "auth_special" report
