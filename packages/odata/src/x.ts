export interface X { a: string }
