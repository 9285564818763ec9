import { data } from 'react-router';

export function loader(): never {
  throw data({ error: 'Record not found' }, { status: 404 });
}

export default function Nowhere() {
  return null;
}
