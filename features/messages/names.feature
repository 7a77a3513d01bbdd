Feature: Names
  Any string is a name: a username, a type, an id, a member. Names that mean something
  to a programming language, and names that look alike, are names like others.

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

  @AUTH-3
  Scenario: A username that only looks like a user's is refused
    Given a new connection "stranger"
    When "stranger" sends the body {"header":{"scope":"client","authentication":{"username":"zoe","password":"secret of zoë"}},"payload":{}}
    Then "stranger" is cut off

  @AUTH-4
  Scenario: An unknown username that means something elsewhere is refused like any other
    Given a new connection "stranger"
    When "stranger" sends the body {"header":{"scope":"client","authentication":{"username":"toString","password":"wrong"}},"payload":{}}
    Then "stranger" is cut off with an "auth_special" report

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
    Then "alice" receives a good report for "1"
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

  @SERVERS-2
  Scenario Outline: A peer message carries the name of the handler as it is: <type>
    Given "alice" is signed in
    And a peer server "P"
    And the <type> handler answers with sendServers to "P"
    When "alice" sends <type> message "1" carrying 1
    Then "P" receives a <type> peer message with id "1" carrying 1

    Examples:
      | type           |
      | "cafe\u0301"   |
      | " chat"        |
      | "\"quoted\\\\" |

  @ROUTE-1
  Scenario Outline: A type that means something elsewhere: <type>
    Given "alice" is signed in
    And the <type> handler answers with sendClients to nobody
    When "alice" sends <type> message "1" carrying 1
    Then the <type> handler receives 1

    Examples:
      | type           |
      | "7"            |
      | "null"         |
      | "\ud800\udc00" |

  @ROUTE-1
  Scenario: A type that is the name of a member of every object in JavaScript
    Given a server whose configuration registers a handler called "__proto__"
    And "alice" is signed in
    And the "__proto__" handler answers with sendClients to nobody
    When "alice" sends "__proto__" message "1" carrying 1
    Then the "__proto__" handler receives 1

  @ROUTE-2
  Scenario Outline: A type without a handler that means something elsewhere: <type>
    Given "alice" is signed in
    When "alice" sends <type> message "1" carrying 1
    Then "alice" receives a bad report for "1"
    And "alice" receives nothing

    Examples:
      | type          |
      | "constructor" |
      | "__proto__"   |
      | "undefined"   |

  @ROUTE-2
  Scenario Outline: A type that only looks like a handler's: <type>
    Given "alice" is signed in
    And the <handler> handler answers with sendClients to nobody
    When "alice" sends <type> message "1" carrying 1
    Then "alice" receives a bad report for "1"
    And the <handler> handler receives nothing

    Examples:
      | type        | handler  |
      | "007"       | "7"      |
      | "7.0"       | "7"      |
      | "cafe"      | "café"   |
      | "CAFÉ"      | "café"   |
      | "ｃｈａｔ"  | "chat"   |
      | "filter\u000a" | "filter" |

  @PEER-2
  Scenario Outline: The type of a peer's message is compared code point for code point: <type>
    Given the <type> handler answers with sendClients to nobody
    When a peer "P" sends <type> message "7" carrying 1
    Then the <type> handler receives 1

    Examples:
      | type         |
      | "cafe\u0301" |
      | " chat"      |
      | "null"       |

  @PEER-7
  Scenario Outline: A peer's type that only looks like a handler's: <type>
    Given the <handler> handler answers with sendClients to nobody
    When a peer "P" sends <type> message "7" carrying 1
    Then "P" is closed after at most a bad report for "7"
    And the <handler> handler receives nothing

    Examples:
      | type       | handler |
      | "007"      | "7"     |
      | "CAFÉ"     | "café"  |

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

  @MSG-3
  Scenario Outline: An id that means something elsewhere is echoed exactly: <id>
    Given "alice" is signed in
    And the "chat" handler answers with sendClients to nobody
    When "alice" sends "chat" message <id> carrying 1
    Then "alice" receives a good report for <id>

    Examples:
      | id              |
      | "__proto__"     |
      | "undefined"     |
      | "NaN"           |

  @JSON-3
  Scenario Outline: An ignored member that means something elsewhere: in <where>
    Given "alice" is signed in
    And the "chat" handler answers with sendClients to nobody
    When "alice" sends the body <body>
    Then "alice" receives a good report for "1"

    Examples:
      | where       | body                                                                                                              |
      | the message | {"__proto__":{"payload":{}},"header":{},"payload":{"type":"chat","data":1,"id":"1"},"hasOwnProperty":1}           |
      | the payload | {"header":{},"payload":{"type":"chat","data":1,"id":"1","hasOwnProperty":1,"__proto__":null,"constructor":{}}}    |

  @JSON-3
  Scenario Outline: A member is not taken from another one that JavaScript has objects inherit from: in <where>
    Given "alice" is signed in
    When "alice" sends the body <body>
    Then "alice" is cut off

    Examples:
      | where       | body                                                                                 |
      | the message | {"header":{},"__proto__":{"payload":{"type":"chat","data":1,"id":"1"}}}              |
      | the payload | {"header":{},"payload":{"type":"chat","data":1,"__proto__":{"id":"1"}}}              |

  @JSON-3
  Scenario: An ignored member of a first message that means something elsewhere
    Given a new connection "stranger"
    When "stranger" sends the body {"__proto__":1,"header":{"scope":"client","hasOwnProperty":1,"authentication":{"username":"alice","password":"secret of alice","hasOwnProperty":1,"__proto__":{}}},"payload":{}}
    Then "stranger" receives a good report for "auth_special"

  @JSON-3
  Scenario: An ignored member of an answer that means something elsewhere
    Given "alice" is signed in
    And the "chat" handler answers the body {"__proto__":1,"header":{"status":"0","hasOwnProperty":1,"command":{"type":"sendClients","data":[],"hasOwnProperty":1}},"data":2}
    When "alice" sends "chat" message "1" carrying 1
    Then "alice" receives a good report for "1"

  @JSON-4
  Scenario: Members of data whose names mean something elsewhere are relayed
    Given "alice" and "bob" are signed in
    And the "chat" handler answers with sendClients to "bob"
    When "alice" sends "chat" message "1" carrying {"hasOwnProperty":1,"toString":"x","valueOf":{},"length":2}
    Then the "chat" handler receives the same data
    And "bob" receives a "chat" delivery carrying the same data
