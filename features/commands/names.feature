Feature: Names in commands
  Any string can name a user or a handler. Names that are special in some programming
  language, or that look like another name, are ordinary names.

  @CLIENTS-1
  Scenario Outline: A user is named that means something elsewhere: <username>
    Given "alice" and <username> are signed in
    And the "chat" handler answers with sendClients to <username>
    When "alice" sends "chat" message "1" carrying 1
    Then <username> receives a "chat" delivery carrying 1

    Examples:
      | username      |
      | "constructor" |
      | "__proto__"   |
      | "null"        |

  @CLIENTS-3
  Scenario: An absent user is named that means something elsewhere
    Given "alice" is signed in
    And the "chat" handler answers with sendClients to "toString"
    When "alice" sends "chat" message "1" carrying 1
    Then "alice" receives a good report for "1"

  @CLIENTS-5
  Scenario Outline: A name that only looks like a user's reaches nobody: <name>
    Given "alice" and <user> are signed in
    And the "chat" handler answers with sendClients to <name>
    When "alice" sends "chat" message "1" carrying 1
    Then "alice" receives a report for "1"
    And <user> receives nothing

    Examples:
      | name          | user  |
      | "7"           | "007" |
      | "zoe"         | "zoë" |
      | "ZOË"         | "zoë" |
      | "bob "        | "bob" |
      | "bob\u0000"   | "bob" |
      | "ｂｏｂ"      | "bob" |

  @CLIENTS-11
  Scenario: The report lists names that mean something elsewhere
    Given "alice" is signed in
    And the "chat" handler answers with sendClients to "toString" and "to \"String\" \\"
    When "alice" sends "chat" message "1" carrying 1
    Then "alice" receives a good report for "1"
    And that report lists as undelivered "toString" and "to \"String\" \\"

  @CLIENTS-2
  Scenario Outline: A delivery carries the name of the handler as it is: <type>
    Given "alice" is signed in
    And the <type> handler answers with sendClients to "alice"
    When "alice" sends <type> message "1" carrying 1
    Then "alice" receives a <type> delivery carrying 1

    Examples:
      | type           |
      | "cafe\u0301"   |
      | " chat"        |
      | "\"quoted\\\\" |

  @CHAIN-1
  Scenario Outline: The name of the next handler is compared code point for code point: <name>
    Given "alice" is signed in
    And the "filter" handler answers with sendHandler to <name>
    And the <name> handler answers with sendClients to nobody
    When "alice" sends "filter" message "1" carrying 1
    Then the <name> handler receives 1

    Examples:
      | name         |
      | "cafe\u0301" |
      | "null"       |

  @CHAIN-3
  Scenario Outline: The name of the next handler only looks like a handler's: <name>
    Given "alice" is signed in
    And the "filter" handler answers with sendHandler to <name>
    And the <handler> handler answers with sendClients to nobody
    When "alice" sends "filter" message "1" carrying 1
    Then "alice" receives a bad report for "1"
    And the <handler> handler receives nothing

    Examples:
      | name   | handler |
      | "007"  | "7"     |
      | "CAFÉ" | "café"  |

  @CHAIN-3
  Scenario: The name of the next handler means something elsewhere
    Given "alice" is signed in
    And the "filter" handler answers with sendHandler to "constructor"
    When "alice" sends "filter" message "1" carrying 1
    Then "alice" receives a bad report for "1"

  @CLIENTS-6
  Scenario: A user who is named twice and whose name means something elsewhere
    Given "alice" and "__proto__" are signed in
    And the "chat" handler answers with sendClients to "__proto__" and "__proto__"
    When "alice" sends "chat" message "1" carrying 1
    Then "__proto__" receives a "chat" delivery carrying 1
    And "alice" receives a good report for "1"
    And "__proto__" receives nothing
