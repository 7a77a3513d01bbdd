Feature: Scope
  The first message says what a connection is, client or server, and that is
  what it stays.

  @CONN-1
  Scenario: A connection of scope client signs in, although its first message looks like that of a server
    Given a new connection "stranger"
    When "stranger" sends the body {"header":{"hops":1,"authentication":{"username":"alice","password":"secret of alice"},"scope":"client"},"payload":{"type":"chat","data":{"text":"hi"},"id":"7"}}
    Then "stranger" receives a good report for "auth_special"

  @CONN-1 @federation
  Scenario: A connection of scope server is served without signing in, although it has credentials
    Given "bob" is signed in
    And the "chat" handler answers with sendClients to "bob"
    And a new connection "stranger"
    When "stranger" sends the body {"header":{"authentication":{"username":"alice","password":"secret of alice"},"scope":"server"},"payload":{"type":"chat","data":{"text":"hi"},"id":"7"}}
    Then "bob" receives a "chat" delivery carrying {"text":"hi"}

  @CONN-2
  Scenario Outline: Any other first message is fatal: <why>
    Given the "chat" handler answers with sendClients to nobody
    And a new connection "stranger"
    When "stranger" sends the body <body>
    Then "stranger" is cut off
    And the "chat" handler receives nothing
    And everybody else is still served

    Examples:
      | why                   | body                                                                                                                                            |
      | no header             | {"payload":{"type":"chat","data":1,"id":"1"}}                                                                                                   |
      | nothing at all        | {}                                                                                                                                              |
      | a header of null      | {"header":null,"payload":{"type":"chat","data":1,"id":"1"}}                                                                                     |
      | a header as a string  | {"header":"client","payload":{"type":"chat","data":1,"id":"1"}}                                                                                 |
      | a header as an array  | {"header":[{"scope":"server"}],"payload":{"type":"chat","data":1,"id":"1"}}                                                                     |
      | no scope              | {"header":{"authentication":{"username":"alice","password":"secret of alice"}},"payload":{"type":"chat","data":1,"id":"1"}}                     |
      | the scope outside     | {"scope":"server","header":{},"payload":{"type":"chat","data":1,"id":"1"}}                                                                      |
      | an empty scope        | {"header":{"scope":""},"payload":{"type":"chat","data":1,"id":"1"}}                                                                             |
      | Client                | {"header":{"scope":"Client","authentication":{"username":"alice","password":"secret of alice"}},"payload":{"type":"chat","data":1,"id":"1"}}    |
      | SERVER                | {"header":{"scope":"SERVER"},"payload":{"type":"chat","data":1,"id":"1"}}                                                                       |
      | a space behind        | {"header":{"scope":"server "},"payload":{"type":"chat","data":1,"id":"1"}}                                                                      |
      | peer                  | {"header":{"scope":"peer"},"payload":{"type":"chat","data":1,"id":"1"}}                                                                         |
      | a number              | {"header":{"scope":0},"payload":{"type":"chat","data":1,"id":"1"}}                                                                              |
      | true                  | {"header":{"scope":true},"payload":{"type":"chat","data":1,"id":"1"}}                                                                           |
      | null                  | {"header":{"scope":null},"payload":{"type":"chat","data":1,"id":"1"}}                                                                           |
      | an array              | {"header":{"scope":["server"]},"payload":{"type":"chat","data":1,"id":"1"}}                                                                     |
      | an object             | {"header":{"scope":{"server":true}},"payload":{"type":"chat","data":1,"id":"1"}}                                                                |

  @CONN-3
  Scenario Outline: The header of a later message is ignored: <why>
    Given "alice" and "bob" are signed in
    And the "chat" handler answers with sendClients to "bob"
    When "alice" sends the body <body>
    Then "bob" receives a "chat" delivery carrying 1
    And "alice" receives a good report for "1"
    When "alice" sends "chat" message "2" carrying 2
    Then "bob" receives a "chat" delivery carrying 2
    And "alice" receives a good report for "2"

    Examples:
      | why                    | body                                                                                                                                                       |
      | absent                 | {"payload":{"type":"chat","data":1,"id":"1"}}                                                                                                              |
      | null                   | {"header":null,"payload":{"type":"chat","data":1,"id":"1"}}                                                                                                |
      | a string               | {"header":"client","payload":{"type":"chat","data":1,"id":"1"}}                                                                                            |
      | a number               | {"header":0,"payload":{"type":"chat","data":1,"id":"1"}}                                                                                                   |
      | an array               | {"header":[],"payload":{"type":"chat","data":1,"id":"1"}}                                                                                                  |
      | the same scope         | {"header":{"scope":"client"},"payload":{"type":"chat","data":1,"id":"1"}}                                                                                  |
      | scope server           | {"header":{"scope":"server"},"payload":{"type":"chat","data":1,"id":"1"}}                                                                                  |
      | scope server and hops  | {"header":{"scope":"server","hops":1000000},"payload":{"type":"chat","data":1,"id":"1"}}                                                                   |
      | an unknown scope       | {"header":{"scope":"nobody"},"payload":{"type":"chat","data":1,"id":"1"}}                                                                                  |
      | a scope of another type | {"header":{"scope":7},"payload":{"type":"chat","data":1,"id":"1"}}                                                                                        |
      | wrong credentials      | {"header":{"scope":"client","authentication":{"username":"alice","password":"wrong"}},"payload":{"type":"chat","data":1,"id":"1"}}                         |
      | broken credentials     | {"header":{"scope":"client","authentication":5},"payload":{"type":"chat","data":1,"id":"1"}}                                                               |

  @CONN-3
  Scenario: Whatever header a later message holds, it is ignored
    Given "alice" and "bob" are signed in
    And the "chat" handler answers with sendClients to "bob" and closes
    When "alice" sends generated messages with any header or none
    Then each of them is served, and "bob" receives its data

  @CONN-2
  Scenario Outline: Whatever else a first message holds, without a scope that is one it is fatal: <fault>
    Given the "chat" handler answers with sendClients to nobody
    When clients sign in as "alice" with generated messages, with a fault at "<fault>"
    Then each of them is cut off before the "chat" handler receives anything

    Examples:
      | fault         |
      | /header       |
      | /header/scope |
