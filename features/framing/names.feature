Feature: Names of members
  Member names that are special in some programming language are ordinary names.

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

  @JSON-3
  Scenario Outline: An ignored member holds any JSON: <member>
    Given "alice" is signed in
    And the "chat" handler answers with sendClients to nobody
    When "alice" sends the body {"header":{"x":<member>},"payload":{"type":"chat","data":1,"id":"1","x":<member>}}
    Then "alice" receives a good report for "1"

    Examples:
      | member                         |
      | 1e400                          |
      | 123456789012345678901234567890 |
      | {"a":1,"a":2}                  |
