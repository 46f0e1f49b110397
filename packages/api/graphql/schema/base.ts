/** What the other parts of the schema are made of. They add their fields to `Query` and `Mutation`. */
export const BASE = /* GraphQL */ `
type Query
type Mutation

"Milliseconds since 1970, UTC."
scalar DateTime

type PageInfo {
  limit: Int!
  offset: Int!
  total: Int!
  hasMore: Boolean!
}

type Tag {
  name: String!
  value: String!
}

type NameValue {
  name: String!
  value: String
}

type User {
  "Null for the person at a server without users."
  id: String
  name: String!
  email: String
}
`;
