Feature: Authentication
  A client signs in with its first message, or is closed.

  @AUTH-1
  Scenario Outline: A first message without both credentials, as strings, authenticates nobody: <why>
    Given a new connection "stranger"
    When "stranger" sends the body <body>
    Then "stranger" is cut off
    And everybody else is still served

    Examples:
      | why                      | body                                                                                                  |
      | no authentication        | {"header":{"scope":"client"},"payload":{}}                                                            |
      | it is null               | {"header":{"scope":"client","authentication":null}}                                                   |
      | it is a string           | {"header":{"scope":"client","authentication":"alice:secret of alice"}}                                |
      | it is an array           | {"header":{"scope":"client","authentication":["alice","secret of alice"]}}                            |
      | it is empty              | {"header":{"scope":"client","authentication":{}}}                                                     |
      | no username              | {"header":{"scope":"client","authentication":{"password":"secret of alice"}},"payload":{}}                         |
      | no password              | {"header":{"scope":"client","authentication":{"username":"alice"}}}                                   |
      | a username of null       | {"header":{"scope":"client","authentication":{"username":null,"password":"secret of alice"}},"payload":{}}         |
      | a username as a number   | {"header":{"scope":"client","authentication":{"username":1,"password":"secret of alice"}},"payload":{}}            |
      | a username in an array   | {"header":{"scope":"client","authentication":{"username":["alice"],"password":"secret of alice"}},"payload":{}}    |
      | a password of null       | {"header":{"scope":"client","authentication":{"username":"alice","password":null}},"payload":{}}                   |
      | a password that is true  | {"header":{"scope":"client","authentication":{"username":"alice","password":true}},"payload":{}}                   |
      | a password in an object  | {"header":{"scope":"client","authentication":{"username":"alice","password":{"secret of alice":1}}},"payload":{}}  |
      | in the wrong place       | {"header":{"scope":"client"},"payload":{"authentication":{"username":"alice","password":"secret of alice"}}} |

  @AUTH-2
  Scenario Outline: Usernames are compared code point for code point: <username>
    Given a new connection "stranger"
    When "stranger" signs in as <username>
    Then "stranger" receives a good report for "auth_special"

    Examples:
      | username        |
      | "Alice"         |
      | "zoë"           |
      | "zoe\u0308"     |
      | " spaced "      |
      | "\"quoted\\\\"  |
      | "日本"          |

  @AUTH-2
  Scenario: The good report is the first that a client hears
    Given "bob" is signed in
    And the "chat" handler answers with sendClients to "alice"
    When "bob" sends 200 "chat" messages while 10 new connections sign in as "alice"
    Then the first that each of them receives is a good report for "auth_special"

  @AUTH-3
  Scenario Outline: Wrong credentials are refused: <why>
    Given the "chat" handler answers with sendClients to nobody
    And a new connection "stranger"
    When "stranger" sends in one write the bodies
      | <first>                                        |
      | {"header":{},"payload":{"type":"chat","data":1,"id":"1"}}  |
    Then "stranger" is cut off
    And the "chat" handler receives nothing
    And everybody else is still served

    Examples:
      | why                     | first                                                                                                      |
      | a wrong password        | {"header":{"scope":"client","authentication":{"username":"alice","password":"wrong"}},"payload":{}}                     |
      | another's password      | {"header":{"scope":"client","authentication":{"username":"alice","password":"secret of bob"}},"payload":{}}             |
      | the password's beginning | {"header":{"scope":"client","authentication":{"username":"alice","password":"secret of alic"}},"payload":{}}           |
      | the password and more   | {"header":{"scope":"client","authentication":{"username":"alice","password":"secret of alice "}},"payload":{}}          |
      | a zero byte behind it   | {"header":{"scope":"client","authentication":{"username":"alice","password":"secret of alice\u0000"}},"payload":{}}     |
      | the password's case     | {"header":{"scope":"client","authentication":{"username":"alice","password":"Secret of alice"}},"payload":{}}           |
      | an unknown user         | {"header":{"scope":"client","authentication":{"username":"nobody","password":"secret of nobody"}},"payload":{}}         |
      | the username's case     | {"header":{"scope":"client","authentication":{"username":"ALICE","password":"secret of alice"}},"payload":{}}           |
      | a space behind the name | {"header":{"scope":"client","authentication":{"username":"alice ","password":"secret of alice"}},"payload":{}}          |
      | an empty username       | {"header":{"scope":"client","authentication":{"username":"","password":"secret of alice"}},"payload":{}}                |
      | an empty password       | {"header":{"scope":"client","authentication":{"username":"alice","password":""}},"payload":{}}                          |
      | both empty              | {"header":{"scope":"client","authentication":{"username":"","password":""}},"payload":{}}                               |

  @AUTH-4 @unix
  Scenario: Wrong credentials are reported at the UNIX socket too
    Given a new connection "stranger" over the UNIX socket
    When "stranger" sends the body {"header":{"scope":"client","authentication":{"username":"alice","password":"wrong"}},"payload":{}}
    Then "stranger" is cut off with an "auth_special" report

  @AUTH-4
  Scenario Outline: The refusal is reported before the closing: <why>
    Given a new connection "stranger"
    When "stranger" sends the body <body>
    Then "stranger" is cut off with an "auth_special" report

    Examples:
      | why               | body                                                                                           |
      | a wrong password  | {"header":{"scope":"client","authentication":{"username":"alice","password":"wrong"}},"payload":{}}         |
      | an unknown user   | {"header":{"scope":"client","authentication":{"username":"nobody","password":"wrong"}},"payload":{}}        |
      | an empty username | {"header":{"scope":"client","authentication":{"username":"","password":"secret of alice"}},"payload":{}}    |
      | an empty password | {"header":{"scope":"client","authentication":{"username":"alice","password":""}},"payload":{}}              |

  @AUTH-5
  Scenario Outline: The payload of the first message is ignored: <why>
    Given the "chat" handler answers with sendClients to nobody
    And a new connection "stranger"
    When "stranger" sends the body <body>
    Then "stranger" receives a good report for "auth_special"
    And "stranger" receives nothing
    And the "chat" handler receives nothing

    Examples:
      | why         | body                                                                                                                                                  |
      | absent      | {"header":{"scope":"client","authentication":{"username":"alice","password":"secret of alice"}}}                                                      |
      | empty       | {"header":{"scope":"client","authentication":{"username":"alice","password":"secret of alice"}},"payload":{}}                                         |
      | incomplete  | {"header":{"scope":"client","authentication":{"username":"alice","password":"secret of alice"}},"payload":{"type":"chat"}}                            |
      | complete    | {"header":{"scope":"client","authentication":{"username":"alice","password":"secret of alice"}},"payload":{"type":"chat","data":1,"id":"1"}}          |
      | null        | {"header":{"scope":"client","authentication":{"username":"alice","password":"secret of alice"}},"payload":null}                                       |
      | an array    | {"header":{"scope":"client","authentication":{"username":"alice","password":"secret of alice"}},"payload":[{"type":"chat","data":1,"id":"1"}]}        |
      | a string    | {"header":{"scope":"client","authentication":{"username":"alice","password":"secret of alice"}},"payload":"chat"}                                     |
      | a dummy     | {"header":{"scope":"client","authentication":{"username":"alice","password":"secret of alice"}},"payload":{"type":"dummy","data":1,"id":"1"}}      |
      | a closing   | {"header":{"scope":"client","authentication":{"username":"alice","password":"secret of alice"}},"payload":{"type":"builtin","data":{"command":{"type":"close"}},"id":"1"}} |

  @AUTH-6
  Scenario: A message before authentication is not dispatched
    Given the "chat" handler answers with sendClients to nobody
    And a new connection "stranger"
    When "stranger" sends in one write the bodies
      | {"header":{},"payload":{"type":"chat","data":1,"id":"1"}}                                                    |
      | {"header":{"scope":"client","authentication":{"username":"alice","password":"secret of alice"}},"payload":{}} |
      | {"header":{},"payload":{"type":"chat","data":2,"id":"2"}}                                                    |
    Then "stranger" is cut off
    And the "chat" handler receives nothing

  @AUTH-6
  Scenario: A client's message that also says who sends it is not dispatched where that is wrong
    Given the "chat" handler answers with sendClients to nobody
    And a new connection "stranger"
    When "stranger" sends the body {"header":{"scope":"client","authentication":{"username":"alice","password":"wrong"}},"payload":{"type":"chat","data":1,"id":"1"}}
    Then "stranger" is cut off
    And the "chat" handler receives nothing

  @AUTH-7
  Scenario: Two sessions of one user, of which each sends and receives
    Given "alice" is signed in
    And "alice" is signed in again as "alice's phone"
    And the "chat" handler answers with sendClients to "alice"
    When "alice" sends "chat" message "1" carrying {"from":"desk"}
    Then "alice" receives a "chat" delivery carrying {"from":"desk"}
    And "alice" receives a good report for "1"
    And "alice's phone" receives a "chat" delivery carrying {"from":"desk"}
    When "alice's phone" sends "chat" message "2" carrying {"from":"phone"}
    Then "alice" receives a "chat" delivery carrying {"from":"phone"}
    And "alice's phone" receives a "chat" delivery carrying {"from":"phone"}
    And "alice's phone" receives a good report for "2"

  @AUTH-7
  Scenario: One session ends and the other stays
    Given "alice" is signed in
    And "alice" is signed in again as "alice's phone"
    And the "chat" handler answers with sendClients to "alice"
    When "alice" leaves
    And "alice's phone" sends "chat" message "1" carrying 1
    Then "alice's phone" receives a "chat" delivery carrying 1
    And "alice's phone" receives a good report for "1"

  @AUTH-8
  Scenario: A later message cannot change whose session it is
    Given "alice" and "bob" are signed in
    And the "chat" handler answers with sendClients to "bob"
    When "alice" sends the body {"header":{"scope":"client","authentication":{"username":"bob","password":"secret of bob"}},"payload":{"type":"chat","data":1,"id":"1"}}
    Then "bob" receives a "chat" delivery carrying 1
    And "alice" receives a good report for "1"
    And "alice" receives nothing
    When "bob" sends "chat" message "2" carrying 2
    Then "bob" receives a "chat" delivery carrying 2
    And "bob" receives a good report for "2"
    And "alice" receives nothing

  @AUTH-9
  Scenario: Messages right behind the authentication message are served
    Given "bob" is signed in
    And the "chat" handler answers with sendClients to "bob"
    And a new connection "stranger"
    When "stranger" sends in one write the bodies
      | {"header":{"scope":"client","authentication":{"username":"alice","password":"secret of alice"}},"payload":{}} |
      | {"header":{},"payload":{"type":"chat","data":1,"id":"1"}}                                                    |
      | {"header":{},"payload":{"type":"chat","data":2,"id":"2"}}                                                    |
    Then "stranger" receives a good report for "auth_special"
    And "stranger" receives a good report for "1"
    And "stranger" receives a good report for "2"
    And "bob" receives a "chat" delivery carrying 1
    And "bob" receives a "chat" delivery carrying 2

  @AUTH-9
  Scenario: Messages right behind an authentication message that fails are dropped
    Given the "chat" handler answers with sendClients to nobody
    And a new connection "stranger"
    When "stranger" sends in one write the bodies
      | {"header":{"scope":"client","authentication":{"username":"alice","password":"wrong"}},"payload":{}} |
      | {"header":{},"payload":{"type":"chat","data":1,"id":"1"}}                                          |
    Then "stranger" is cut off
    And the "chat" handler receives nothing

  @AUTH-5
  Scenario: Whatever payload a first message holds beside the right credentials, it begins a session
    Given "alice" is signed in
    When clients sign in as "bob" with generated messages, with any payload or none
    Then each of them is good for a session

  @AUTH-1
  Scenario Outline: Whatever else a first message holds, nobody is signed in where one thing is wrong: <fault>
    Given the "chat" handler answers with sendClients to nobody
    When clients sign in as "alice" with generated messages, with a fault in form at "<fault>"
    Then each of them is cut off before the "chat" handler receives anything

    Examples:
      | fault                           |
      | /header/authentication          |
      | /header/authentication/username |
      | /header/authentication/password |

  @AUTH-3
  Scenario Outline: Whatever else a first message holds, nobody is signed in without a name and a password: <value>
    Given the "chat" handler answers with sendClients to nobody
    When clients sign in as "alice" with generated messages, with a wrong value at "<value>"
    Then each of them is cut off before the "chat" handler receives anything

    Examples:
      | value                           |
      | /header/authentication/username |
      | /header/authentication/password |
