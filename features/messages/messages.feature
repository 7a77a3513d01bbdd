Feature: Messages of a client
  A signed-in client sends messages of a type, with data and an id of its own.

  @MSG-1
  Scenario Outline: A message has a type, data and an id: <why>
    Given "alice" is signed in
    And the "chat" handler answers with sendClients to nobody
    When "alice" sends the body <body>
    Then the "chat" handler receives <data>
    And "alice" receives a good report for <id>

    Examples:
      | why                    | body                                                                 | data | id     |
      | in another order       | {"payload":{"id":"1","data":1,"type":"chat"},"header":{}}            | 1    | "1"    |
      | with white space       | { "header":{}, "payload" : { "type" : "chat" , "data" : [ 1 ] , "id" : "1" } }    | [1]  | "1"    |
      | with escapes in names  | {"header":{},"p\u0061yload":{"\u0074ype":"ch\u0061t","data":1,"i\u0064":"1"}}    | 1    | "1"    |
      | an empty id            | {"header":{},"payload":{"type":"chat","data":1,"id":""}}                         | 1    | ""     |

  @MSG-2
  Scenario Outline: A message of another form is fatal: <why>
    Given "alice" is signed in
    And the "chat" handler answers with sendClients to nobody
    When "alice" sends the body <body>
    Then "alice" is cut off
    And the "chat" handler receives nothing
    And everybody else is still served

    Examples:
      | why                    | body                                                        |
      | nothing at all         | {}                                                          |
      | no payload             | {"header":{}}                                               |
      | a payload of null      | {"header":{},"payload":null}                                            |
      | a payload as a string  | {"header":{},"payload":"chat"}                                          |
      | a payload as an array  | {"header":{},"payload":[{"type":"chat","data":1,"id":"1"}]}             |
      | an empty payload       | {"header":{},"payload":{}}                                              |
      | members too high       | {"header":{},"type":"chat","data":1,"id":"1"}                           |
      | no type                | {"header":{},"payload":{"data":1,"id":"1"}}                             |
      | a type of null         | {"header":{},"payload":{"type":null,"data":1,"id":"1"}}                 |
      | a type as a number     | {"header":{},"payload":{"type":1,"data":1,"id":"1"}}                    |
      | a type in an array     | {"header":{},"payload":{"type":["chat"],"data":1,"id":"1"}}             |
      | a type as an object    | {"header":{},"payload":{"type":{"chat":1},"data":1,"id":"1"}}           |
      | no data                | {"header":{},"payload":{"type":"chat","id":"1"}}                        |
      | no id                  | {"header":{},"payload":{"type":"chat","data":1}}                        |
      | an id of null          | {"header":{},"payload":{"type":"chat","data":1,"id":null}}              |
      | an id as a number      | {"header":{},"payload":{"type":"chat","data":1,"id":1}}                 |
      | an id that is true     | {"header":{},"payload":{"type":"chat","data":1,"id":true}}              |
      | an id in an array      | {"header":{},"payload":{"type":"chat","data":1,"id":["1"]}}             |
      | an id as an object     | {"header":{},"payload":{"type":"chat","data":1,"id":{}}}                |
      | an authentication      | {"header":{"scope":"client","authentication":{"username":"alice","password":"secret of alice"}}} |

  @MSG-2
  Scenario Outline: What the message before held does not stand in for what is missing: <member>
    Given "alice" is signed in
    And the "chat" handler answers with sendClients to nobody
    When "alice" sends the body {"header":{},"payload":{"type":"chat","data":1,"id":"1"}}
    Then "alice" receives a good report for "1"
    When "alice" sends the body {"header":{},"payload":<payload>}
    Then "alice" is cut off

    Examples:
      | member | payload                  |
      | type   | {"data":2,"id":"2"}      |
      | data   | {"type":"chat","id":"2"} |
      | id     | {"type":"chat","data":2} |

  @MSG-2 @builtins
  Scenario Outline: A malformed message of a built-in type is malformed: <type>
    Given "alice" is signed in
    When "alice" sends the body {"header":{},"payload":{"type":"<type>","id":"1"}}
    Then "alice" is cut off

    Examples:
      | type    |
      | dummy   |
      | builtin |

  @MSG-2
  Scenario: A malformed message of an unknown type is malformed in the first place
    Given "alice" is signed in
    When "alice" sends the body {"header":{},"payload":{"type":"nobody's","data":1}}
    Then "alice" is cut off

  @MSG-3
  Scenario Outline: An id is echoed exactly: <id>
    Given "alice" is signed in
    And the "chat" handler answers with sendClients to nobody
    When "alice" sends the body {"header":{},"payload":{"type":"chat","data":1,"id":<id>}}
    Then the "chat" handler receives 1
    And "alice" receives a good report for <id>

    Examples:
      | id                                                                                      |
      | ""                                                                                      |
      | " "                                                                                     |
      | "0"                                                                                     |
      | "00"                                                                                    |
      | "1e2"                                                                                   |
      | "null"                                                                                  |
      | "Auth_Special"                                                                          |
      | "auth_special "                                                                         |
      | "\"\\\\\/\b\f\u000a\r\t\u0000"                                                          |
      | "<>&'\u2028"                                                                            |
      | "caf\u00e9"                                                                             |
      | "cafe\u0301"                                                                            |
      | "\ud83d\ude00"                                                                          |
      | "%d%s%n{}${x}"                                                                          |

  @MSG-3
  Scenario Outline: A long id is echoed exactly: <size> bytes
    Given "alice" is signed in
    And the "chat" handler answers with sendClients to nobody
    When "alice" sends a "chat" message whose id has <size> bytes
    And "alice" sends a "nobody's" message whose id has <size> bytes
    Then "alice" receives a good report for the first of them and a bad one for the second

    Examples:
      | size  |
      | 256   |
      | 1025  |
      | 30000 |

  @MSG-3
  Scenario: An id is echoed exactly in a bad report too
    Given "alice" is signed in
    When "alice" sends the body {"header":{},"payload":{"type":"nobody's","data":1,"id":"\"\u00e9\u0000 <&>"}}
    Then "alice" receives a bad report for "\"\u00e9\u0000 <&>"

  @MSG-3
  Scenario: Two messages of one id
    Given "alice" is signed in
    And the "chat" handler answers with sendClients to nobody
    When "alice" sends "chat" message "1" carrying 1
    And "alice" sends "chat" message "1" carrying 2
    Then the "chat" handler receives 1
    And the "chat" handler receives 2
    And "alice" receives a good report for "1"
    And "alice" receives a good report for "1"

  @MSG-3
  Scenario: Each report has the id of its own message, whatever came before
    Given "alice" is signed in
    And the "chat" handler answers with sendClients to nobody
    When "alice" sends "chat" message "1" carrying 1
    And "alice" sends "nobody's" message "2" carrying 1
    And "alice" sends "chat" message "3" carrying 1
    Then "alice" receives a good report for "1"
    And "alice" receives a bad report for "2"
    And "alice" receives a good report for "3"

  @MSG-3
  Scenario: Each report has the id of its own message, whatever is served at the same time
    Given "alice" and "bob" are signed in
    And the "chat" handler waits for 2 messages before it answers any, with sendClients to nobody
    When "alice" sends "chat" message "1" carrying 1
    And "bob" sends "chat" message "2" carrying 1
    Then "alice" receives a good report for "1"
    And "bob" receives a good report for "2"

  @MSG-3
  Scenario: The same id in two sessions
    Given "alice" and "bob" are signed in
    And the "chat" handler answers with sendClients to nobody
    When "alice" sends "chat" message "1" carrying 1
    Then "alice" receives a good report for "1"
    When "bob" sends "nobody's" message "1" carrying 2
    Then "bob" receives a bad report for "1"
    And "alice" receives nothing
    And "bob" receives nothing

  @MSG-5
  Scenario Outline: A message with a reserved id is served or refused: <id>
    Given "alice" is signed in
    And the "chat" handler answers with sendClients to nobody
    When "alice" sends the body {"header":{},"payload":{"type":"chat","data":1,"id":"<id>"}}
    Then message "<id>" of "alice" is served or refused
    And everybody else is still served

    Examples:
      | id                 |
      | auth_special       |
      | fatal_special      |
      | auth\u005fspecial  |

  @MSG-1
  Scenario: In whatever order the members of a message stand, it is served
    Given "alice" and "bob" are signed in
    And the "chat" handler answers with sendClients to "bob" and closes
    When "alice" sends generated messages
    Then each of them is served, and "bob" receives its data

  @MSG-3
  Scenario: Whatever an id holds, it is echoed exactly
    Given "alice" and "bob" are signed in
    And the "chat" handler answers with sendClients to "bob" and closes
    When "alice" sends generated messages with any id
    Then each of them is served, and "bob" receives its data

  @MSG-2
  Scenario Outline: Whatever else a message holds, it is fatal where one thing is wrong: <fault>
    Given the "chat" handler answers with sendClients to nobody
    When clients that are signed in as "alice" send a generated message each, with a fault at "<fault>"
    Then each of them is cut off before the "chat" handler receives anything

    Examples:
      | fault         |
      | /payload      |
      | /payload/type |
      | /payload/data |
      | /payload/id   |
